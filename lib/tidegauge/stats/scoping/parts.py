"""What some leaves did, and what that adds to the total's difference: rate, mix and interaction."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tidegauge.stats.estimate import Floats
from tidegauge.stats.scoping.cells import Cells
from tidegauge.stats.scoping.expected import expected
from tidegauge.stats.scoping.ground import Ground
from tidegauge.stats.scoping.leaves import Places
from tidegauge.stats.scoping.records import Part
from tidegauge.stats.scoping.surprise import surprise

Leaves = Places | NDArray[np.bool_]
LEVEL = 1.959964
"""Standard errors of a 95 % interval."""


@dataclass(frozen=True, eq=False)
class Ledger:
    """The books of one search: `interaction` of each leaf, and the excess of all that was searched, `whole`."""

    ground: Ground
    interaction: Floats
    whole: float

    def part(self, leaves: Leaves, z: float | None = None) -> Part:
        """Return what these leaves did at today's mix and by traffic.

        Kitagawa's identity holds for any leaves: what they add to the difference is rate, interaction and mix. Their excess
        is rate and interaction; all else is mix, measured from the mean of the reference, so that more traffic to an average
        segment counts as nothing.
        """
        base = self.ground
        cells = base.cells[leaves].sum()
        e, ve = expected(cells, base.null)
        x = base.sign * float(cells.y1[0] - e[0])
        off = base.sign * float(surprise(cells, e, ve, base.null)[0]) if z is None else z
        surely = abs(x) * LEVEL / abs(off) if abs(off) > 1e-6 else _spread(cells, ve, base.null.phi)
        inter = float(self.interaction[leaves].sum())
        return self._booked(leaves, cells, x, surely, (x / base.below[1] - inter, inter), off)

    def turnover(self, leaves: Leaves, excess: float, z: float) -> Part:
        """Return what leaves did that only one window has: all of it is mix, measured from the rest of that window."""
        cells = self.ground.cells[leaves].sum()
        surely = abs(excess) * LEVEL / abs(z)
        booked = self._booked(leaves, cells, excess, surely, (0.0, 0.0), z)
        return replace(booked, mix_part=excess / self.ground.below[1])

    def difference(self, leaves: Leaves) -> float:
        """Return what leaves add to the total's difference."""
        base = self.ground
        n0, n1 = base.below
        y1, w1 = base.current.y[leaves].sum() / n1, base.current.w[leaves].sum() / n1
        y0, w0 = base.reference.y[leaves].sum() / n0, base.reference.w[leaves].sum() / n0
        if base.is_total:
            return float(y1 - y0)
        return float(y1 - y0 - (w1 - w0) * base.reference.y.sum() / n0)

    def _booked(
        self,
        leaves: Leaves,
        cells: Cells,
        x: float,
        surely: float,
        rate: tuple[float, float],
        z: float,
    ) -> Part:
        base = self.ground
        w1 = 1.0 if base.is_total else float(cells.w1[0])
        moved, width = (x / w1, surely / w1) if w1 else (np.nan, np.nan)
        now, before = _value(base, leaves, now=True), _value(base, leaves, now=False)
        return Part(
            excess=x,
            interval=(x - surely, x + surely),
            share=x / self.whole if self.whole else np.nan,
            rate_part=rate[0],
            mix_part=self.difference(leaves) - sum(rate),
            interaction=rate[1],
            moved=moved,
            moved_interval=(moved - width, moved + width),
            before=before,
            now=now,
            expected=now - moved,
            n0=float(base.reference.w[leaves].sum()),
            n1=float(base.current.w[leaves].sum()),
            traffic=float(cells.w1[0] / base.cells.w1.sum()),
            z=z,
        )


def ledger(base: Ground, searched: Leaves) -> Ledger:
    """Return the books of a search over these leaves."""
    cells = base.cells[searched].sum()
    whole = base.sign * float(cells.y1[0] - expected(cells, base.null)[0][0])
    return Ledger(base, _interaction(base), whole)


def _interaction(base: Ground) -> Floats:
    """Change of share times change of value, leaf by leaf; a leaf without calls now has no value to change."""
    if base.is_total:
        return np.zeros(len(base.cells))
    cells, (n0, n1) = base.cells, base.below
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.where(cells.w1 > 0, (cells.y1 - cells.m1) / cells.w1, 0.0)
    return np.asarray(base.sign * (cells.w1 / n1 - cells.w0 / n0) * change)


def _value(base: Ground, leaves: Leaves, *, now: bool) -> float:
    period = base.current if now else base.reference
    y = float(period.y[leaves].sum())
    if base.is_total:
        return y if now else y * base.null.ratio
    w = float(period.w[leaves].sum())
    return y / w if w > 0 else float("nan")


def _spread(cells: Cells, ve: Floats, phi: float) -> float:
    return LEVEL * float(np.sqrt(phi * (cells.s1[0] + ve[0])))
