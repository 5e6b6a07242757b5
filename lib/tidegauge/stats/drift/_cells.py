"""A column as counts in a few cells: categories as they are, numbers between the deciles of the reference."""

from dataclasses import dataclass

import numpy as np

from tidegauge.stats.drift._between import Rows
from tidegauge.stats.drift._pair import CategoryPair
from tidegauge.stats.drift._quantiles import place_of
from tidegauge.stats.drift._steps import Steps
from tidegauge.stats.drift._summary import Summary
from tidegauge.stats.estimate import Floats


@dataclass(frozen=True, eq=False)
class Box:
    """Limits of the counts in the cells without binning, shape (j,); more cells than there are when some may merge."""

    reference_low: Floats
    reference_high: Floats
    current_low: Floats
    current_high: Floats


@dataclass(frozen=True, eq=False)
class Cells:
    """Rows in k cells, each of which has some in either window, shape (k,).

    `box` is None where the counts are exact. `rest` has the rows, reference and current, of all values that one cell
    lumps together.
    """

    reference: Floats
    current: Floats
    box: Box | None = None
    rest: tuple[float, float] = (0.0, 0.0)

    @property
    def rows(self) -> tuple[float, float]:
        """Rows in all cells: reference, current."""
        return float(self.reference.sum()), float(self.current.sum())

    @property
    def lumped(self) -> bool:
        """Whether a cell stands for many values."""
        return sum(self.rest) > 0

    @property
    def scatter(self) -> float:
        """(k - 1)(1/n + 1/m): what chance alone adds to a sum of squared relative differences."""
        n, m = self.rows
        return (self.reference.size - 1) * (1 / n + 1 / m)


def cells(summary: Summary, nulls: bool = False) -> Cells | None:
    """Return the cells, with one for nulls if asked; None where a window has no value.

    Numbers are cut at the reference's deciles (each a recorded value: the smallest that a tenth, two tenths, ... of
    the rows do not exceed), ties merged, the value on a cut to its left.
    """
    if isinstance(summary, Steps):
        return _between_deciles(summary, nulls) if summary.comparable else None
    return _of_categories(summary, nulls)


def _of_categories(pair: CategoryPair, nulls: bool) -> Cells | None:
    if not (pair.reference.sum() and pair.current.sum()):
        return None
    rest = (float(pair.reference[-1]), float(pair.current[-1])) if pair.rest else (0.0, 0.0)
    counts = np.stack([pair.reference, pair.current])
    before, now = _with_nulls(counts, pair if nulls else None)
    return Cells(before, now, None, rest)


def _between_deciles(steps: Steps, nulls: bool) -> Cells:
    n, m = steps.rows
    at = place_of(steps.reference, n * np.arange(1, 10) / 10)
    cuts = np.unique(at)
    counts = np.stack([_apart(steps.reference[cuts], n), _apart(steps.current[cuts], m)])
    box = None
    if steps.inside is not None and np.isin(at, steps.inside.place).any():
        box = _box(steps, at, nulls)
    before, now = _with_nulls(counts, steps if nulls else None)
    return Cells(before, now, box)


def _apart(cumulated: Rows, rows: float) -> Floats:
    return np.diff(cumulated, prepend=0.0, append=rows)


def held(counts: Floats) -> Floats:
    """Return counts of shape (2, k) without the cells that are empty on both sides.

    >>> held(np.array([[1.0, 0.0, 2.0], [3.0, 0.0, 0.0]])).tolist()
    [[1.0, 2.0], [3.0, 0.0]]
    """
    return counts[:, counts.sum(axis=0) > 0]


def _with_nulls(counts: Floats, nulls: Summary | None) -> Floats:
    if nulls is not None:
        counts = np.column_stack([counts, [nulls.reference_null, nulls.current_null]])
    return held(counts)


def _box(steps: Steps, at: np.ndarray[tuple[int], np.dtype[np.intp]], nulls: bool) -> Box:
    """A decile inside of a bucket: the rows up to it are known but for those in the bucket."""
    n, m = steps.rows
    wide = steps.upper[at] > steps.lower[at]
    before = np.where(at > 0, steps.current[at - 1], 0)
    low_n = np.where(wide, np.ceil(n * np.arange(1, 10) / 10), steps.reference[at])
    low_m = np.where(wide, before, steps.current[at])
    first = _limits(low_n, steps.reference[at], n, steps.reference_null if nulls else None)
    second = _limits(low_m, steps.current[at], m, steps.current_null if nulls else None)
    return Box(*first, *second)


def _limits(low: Rows, high: Rows, rows: float, null: float | None) -> tuple[Floats, Floats]:
    last = [] if null is None else [null]
    starts_low, starts_high = np.append(0.0, low), np.append(0.0, high)
    ends_low, ends_high = np.append(low, rows), np.append(high, rows)
    least, most = np.maximum(ends_low - starts_high, 0), np.maximum(ends_high - starts_low, 0)
    return np.append(least, last), np.append(most, last)
