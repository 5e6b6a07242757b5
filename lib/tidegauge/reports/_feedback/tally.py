"""A signal of rated and of unrated sessions, stratum by stratum: pooled with the strata held still, or one alone."""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tidegauge.reports._feedback.cells import Cells
from tidegauge.reports._records import Measure
from tidegauge.stats import proportion, stratified
from tidegauge.stats.estimate import Difference, Estimate, Floats


@dataclass(frozen=True, eq=False)
class Pooled:
    """What is said of rated and unrated sessions, and their difference: rated minus unrated.

    `expected` is how many raters would be so if they were like the others, or how many would not: whichever is less.
    """

    rated: Measure
    unrated: Measure
    difference: Difference
    expected: float = np.inf


class Tally(Protocol):
    """A signal by stratum."""

    def pooled(self) -> Pooled:
        """Return all strata together, like compared with like."""

    def of(self, segment: str | None) -> Pooled:
        """Return one stratum alone."""

    def heterogeneity(self) -> float:
        """Return the p-value of the strata's disagreement."""


@dataclass(frozen=True, eq=False)
class Shares:
    """Sessions that are so (`s0` of `n0` unrated, `s1` of `n1` rated) by stratum, shape (m,), with its segment."""

    segments: tuple[str | None, ...]
    n0: Floats
    s0: Floats
    n1: Floats
    s1: Floats

    def pooled(self) -> Pooled:
        """Return standardised shares: weighted as their difference is, so that they differ by exactly it."""
        both = (self.n0 > 0) & (self.n1 > 0)
        if both.sum() <= 1:
            return self._alone(int(np.argmax(both)) if both.any() else None)
        weight = np.where(both, self.n0 * self.n1 / np.maximum(self.n0 + self.n1, 1), 0.0)
        unrated, rated = (
            float(weight @ np.where(both, s / np.maximum(n, 1), 0.0) / weight.sum())
            for n, s in ((self.n0, self.s0), (self.n1, self.s1))
        )
        change = stratified.difference(*self._sides()).common
        sides = _bare(rated, self.n1.sum()), _bare(unrated, self.n0.sum())
        return Pooled(*sides, change, self._expected(both))

    def of(self, segment: str | None) -> Pooled:
        """Return the strata of one segment."""
        mine = np.array([one == segment for one in self.segments], dtype=bool)
        kept = (one[mine] for one in (self.n0, self.s0, self.n1, self.s1))
        return Shares((segment,) * int(mine.sum()), *kept).pooled()

    def heterogeneity(self) -> float:
        """Return Cochran's test over the strata."""
        return stratified.difference(*self._sides()).heterogeneity_p

    def _sides(self) -> tuple[stratified.Moments, stratified.Moments]:
        return (self.n0, self.s0, self.s0), (self.n1, self.s1, self.s1)

    def _expected(self, both: NDArray[np.bool_]) -> float:
        share = ((self.s0 + self.s1) / np.maximum(self.n0 + self.n1, 1))[both]
        so = float(self.n1[both] @ share)
        return min(so, float(self.n1[both].sum()) - so)

    def _alone(self, place: int | None) -> Pooled:
        unrated, rated = (
            (0.0, 0.0) if place is None else (float(s[place]), float(n[place]))
            for n, s in ((self.n0, self.s0), (self.n1, self.s1))
        )
        change = proportion.difference(unrated, rated)
        if place is not None:
            # Of few raters the score test promises too much: the same test as of many strata, with its correction.
            exact = stratified.difference(*self._sides()).common
            change = replace(change, p_value=exact.p_value)
        expected = self._expected((self.n0 > 0) & (self.n1 > 0))
        sides = measure(proportion.estimate(*rated)), measure(proportion.estimate(*unrated))
        return Pooled(*sides, change, expected)


def of_shares(cells: Cells, so: Floats, *, by_turns: bool = False) -> Shares:
    """Return the tally of a 0/1 value of each cell, by segment.

    With `by_turns` sessions of as many turns are compared: who stays longer has more occasions to ask again.
    """
    frame = pl.DataFrame(
        {
            "segment": cells.frame["segment"],
            "turns": cells.frame["turns"] if by_turns else pl.zeros(cells.frame.height, eager=True),
            "rated": cells.rated,
            "n": cells.counts,
            "s": cells.counts * so,
        }
    )
    sums = frame.group_by("segment", "turns").agg(*_side(0), *_side(1)).sort("segment", "turns")
    n0, s0, n1, s1 = (sums[name].to_numpy() for name in ("n0", "s0", "n1", "s1"))
    return Shares(tuple(sums["segment"]), n0, s0, n1, s1)


def of_judged(frame: pl.DataFrame) -> Shares:
    """Return the tally of judged answers, each counting for 1 / the chance with which it was judged (Hajek).

    Rows (segment, rated, w, so, ww): the sums over sessions of their weights, of the weights of right answers, and of the
    squared weights. They are worth w² / ww answers of equal chance (Kish), those of a session counting as one.
    """
    sums = frame.group_by("segment").agg(
        *(_hajek(name, side) for side in (0, 1) for name in ("w", "so", "ww"))
    )
    sums = sums.sort("segment")
    columns = {name: sums[name].to_numpy() for name in sums.columns if name != "segment"}
    worth, share = [], []
    for side in (0, 1):
        w, so, ww = (columns[f"{name}{side}"] for name in ("w", "so", "ww"))
        worth.append(np.where(ww > 0, w**2 / np.where(ww > 0, ww, 1), 0.0))
        share.append(np.where(w > 0, so / np.where(w > 0, w, 1), 0.0))
    return Shares(tuple(sums["segment"]), worth[0], worth[0] * share[0], worth[1], worth[1] * share[1])


def _hajek(name: str, side: int) -> pl.Expr:
    return pl.col(name).filter(pl.col("rated") == side).sum().cast(pl.Float64).alias(f"{name}{side}")


def _side(rated: int) -> list[pl.Expr]:
    mine = pl.col("rated") == rated
    return [pl.col(name).filter(mine).sum().alias(f"{name}{rated}") for name in ("n", "s")]


def measure(found: Estimate) -> Measure:
    """Return an estimate of one number as a record."""
    value, low, high = (float(one) for one in (found.value, found.low, found.high))
    return Measure(value, low, high, int(np.nan_to_num(found.n)))


def _bare(value: float, n: float) -> Measure:
    return Measure(value, np.nan, np.nan, int(n))
