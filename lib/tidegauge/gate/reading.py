"""What checks ask of the two sides. A store answers, or a simulation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from tidegauge.gate.golden_reading import GoldenReading
from tidegauge.stats.drift._pair import CategoryPair, NumberPair
from tidegauge.stats.estimate import Difference, Estimate


@dataclass(frozen=True, eq=False)
class Values:
    """One metric on both sides, or one segment of it. `worse` is 1 where higher is worse, -1 where lower is.

    `counts` are (k, n) of baseline and candidate where the metric is a share of rows. A metric that says itself which way is
    worse `is_directed`: of an expression only the check knows. `problem` says why the sides are not comparable, if so.
    """

    name: str
    label: str
    unit: str
    worse: int
    baseline: Estimate
    candidate: Estimate
    difference: Difference
    counts: tuple[tuple[float, float], tuple[float, float]] | None = None
    is_directed: bool = True
    problem: str = ""

    @property
    def has_baseline(self) -> bool:
        """Whether there is anything to hold the candidate against."""
        return bool(self.baseline.n > 0)

    def facing(self, worse: int) -> "Values":
        """Return it with the direction that a check means, unless the metric has one of its own."""
        return self if self.is_directed else replace(self, worse=worse)


@dataclass(frozen=True, eq=False)
class Pairs:
    """One metric on the inputs that both sides answered: current minus reference over the pairs.

    `lost` and `gained` count the pairs of a share that went from 1 to 0 and back; None where it is no share. `p_value` is
    McNemar's exact one, or Student's.
    """

    by: tuple[str, ...]
    pairs: int
    unmatched: float
    baseline: float
    candidate: float
    difference: Difference
    test: str
    lost: int | None = None
    gained: int | None = None


@dataclass(frozen=True, eq=False)
class SegmentValues:
    """One metric in one segment; `share` is that of the candidate's calls, `values` names the segment."""

    values: tuple[tuple[str, str], ...]
    share: float
    found: Values


class Reading(Protocol):
    """Both sides. What is not recorded is None or empty."""

    golden: GoldenReading | None

    @property
    def rows(self) -> tuple[int, int]:
        """The calls of the baseline, and of the candidate."""

    def values(self, metric: str) -> Values | None:
        """Return a metric on both sides; None where the store does not record it, a side has no calls, or no call of either has it."""

    def pairs(self, metric: str) -> Pairs | None:
        """Return a metric on the inputs that both sides answered; None where ids do not tell them."""

    def inputs(self, names: Sequence[str]) -> dict[str, NumberPair | CategoryPair]:
        """Return the counts of columns that say who asked what: `names`, or all that are known as such."""

    def scores(self, names: Sequence[str]) -> dict[str, NumberPair]:
        """Return the counts of scores and predictions, each by one judge: `names`, or all that are judged."""

    def segments(self, metrics: Sequence[str], by: Sequence[str], minimum_n: int) -> list[SegmentValues]:
        """Return metrics in the segments of one and of two dimensions: `by`, or those of the settings."""
