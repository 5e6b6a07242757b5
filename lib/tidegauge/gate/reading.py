"""What checks ask of the two sides. A store answers, or a simulation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tidegauge.gate.golden_reading import GoldenReading
from tidegauge.stats.drift._pair import CategoryPair, NumberPair
from tidegauge.stats.estimate import Difference, Estimate


@dataclass(frozen=True, eq=False)
class Values:
    """One metric on both sides, or one segment of it. `worse` is 1 where higher is worse, -1 where lower is.

    `counts` are (k, n) of baseline and candidate where the metric is a share of rows.
    """

    name: str
    label: str
    unit: str
    worse: int
    baseline: Estimate
    candidate: Estimate
    difference: Difference
    counts: tuple[tuple[float, float], tuple[float, float]] | None = None


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
        """Return a metric on both sides; None where the store does not record it, or no call of either side has it."""

    def pairs(self, metric: str) -> Pairs | None:
        """Return a metric on the inputs that both sides answered; None where ids do not tell them."""

    def inputs(self, names: Sequence[str]) -> dict[str, NumberPair | CategoryPair]:
        """Return the counts of columns that say who asked what: `names`, or all that are known as such."""

    def scores(self, names: Sequence[str]) -> dict[str, NumberPair]:
        """Return the counts of scores and predictions: `names`, or all that are judged."""

    def segments(self, metrics: Sequence[str], by: Sequence[str], minimum_n: int) -> list[SegmentValues]:
        """Return metrics in the segments of one and of two dimensions: `by`, or those of the settings."""
