"""What the values of a score are: marks of a scale or a share, which end is good, and what passes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from tidegauge.queries.judge import HUMAN, JUDGE
from tidegauge.queries.judge_cells import STEPS
from tidegauge.queries.judged import SCALES
from tidegauge.stats.estimate import Floats

_PASSES = {1.0: 0.5, 5.0: 4.0, 10.0: 7.0, 100.0: 70.0}
"""The lowest value that passes, by the top of the scale."""

_ALL_WHOLE = 0.999
MOST_MARKS = 11
"""A scale of more whole marks than this is drawn in steps, as one of any number is."""


@dataclass(frozen=True)
class Scale:
    """From `low` to `high` in marks `step` apart; `passes` is the lowest value that passes, `good` the better end."""

    low: float
    high: float
    step: float
    passes: float
    good: str = "higher"

    @property
    def marks(self) -> bool:
        """Whether the values are whole marks, such as 1 to 5, and not any number."""
        return self.step == 1.0

    @property
    def binary(self) -> bool:
        """Whether there is pass and fail and nothing between."""
        return self.marks and self.high - self.low == 1

    def value(self, mark: int) -> float:
        """Return the value of a mark's number."""
        return self.low + mark * self.step

    def part(self, values: Floats) -> Floats:
        """Return values as parts of the scale, 0 to 1, where 1 is good."""
        share = np.clip((values - self.low) / (self.high - self.low), 0.0, 1.0)
        return 1.0 - share if self.good == "lower" else share

    def passed(self, values: Floats) -> Floats:
        """Return 1 for values that pass, 0 for the others."""
        good = values < self.passes if self.good == "lower" else values >= self.passes
        return good.astype(np.float64)


def scales_of(
    spread: pl.DataFrame, name: str, good: str, passes: Mapping[str, float]
) -> tuple[Scale | None, Scale | None]:
    """Return the scale of the judges and that of the people, which is the same unless one says only pass or fail.

    Each stands in for the other where that has no value.
    """
    judge, people = (scale_of(ends, name, good, passes) for ends in _each(spread))
    if judge is None or people is None:
        return (judge or people, people or judge)
    if (judge.high == 1) == (people.high == 1):
        both = scale_of(spread, name, good, passes)
        return (both, both)
    # A bar that was set for marks says nothing of a pass or fail.
    first, second = (
        scale_of(ends, name, good, passes if one.high > 1 else {})
        for one, ends in zip((judge, people), _each(spread), strict=True)
    )
    return (first, second)


def _each(spread: pl.DataFrame) -> list[pl.DataFrame]:
    return [spread.filter(pl.col("source") == source) for source in (JUDGE, HUMAN)]


def scale_of(spread: pl.DataFrame, name: str, good: str, passes: Mapping[str, float]) -> Scale | None:
    """Return the scale that holds all values of a score; None where there is none.

    `spread` has a row for judges and one for people (`queries.judge_cells.spread`).

    >>> ends = pl.DataFrame({"n": [90], "low": [2.0], "high": [5.0], "whole": [90]})
    >>> scale_of(ends, "correctness", "higher", {})
    Scale(low=1.0, high=5.0, step=1.0, passes=4.0, good='higher')
    """
    if spread.is_empty() or not spread["n"].sum():
        return None
    low, high = float(str(spread["low"].min())), float(str(spread["high"].max()))
    top = top_of(high)
    bottom = 1.0 if top == SCALES[1] and low >= 1 else min(0.0, low)
    n, whole_ones = (float(spread[name].sum() or 0) for name in ("n", "whole"))
    whole = whole_ones >= _ALL_WHOLE * n
    marks = whole and top - bottom + 1 <= MOST_MARKS
    step = 1.0 if marks else (top - bottom) / STEPS
    return Scale(bottom, top, step, passes.get(name, usual_bar(top, bottom)), good)


def top_of(high: float) -> float:
    """Return the top of the smallest scale that holds a value: 1, 5, 10, 100, or the value itself."""
    return float(next((end for end in SCALES if high <= end), max(100.0, high)))


def usual_bar(top: float, bottom: float = 0.0) -> float:
    """Return the lowest value that passes on a scale of which nobody said it.

    >>> usual_bar(5.0), usual_bar(200.0)
    (4.0, 140.0)
    """
    return _PASSES.get(top, bottom + 0.7 * (top - bottom))
