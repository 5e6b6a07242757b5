"""The records of two versions compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tidegauge.findings import Direction, Effect, Finding, Verdict
from tidegauge.reports._records import Measure, Windows


@dataclass(frozen=True)
class ComparedMetric:
    """One metric on A (the reference) and B (the candidate), both with the same mix of traffic.

    `difference` is B minus A with an interval that is valid at any look (`is_any_look`; pairs of a set that no longer
    grows are looked at once). `p_value` is unadjusted, `adjusted` is corrected over all metrics of the report. `test` says
    how it was tested; `floor` is the smallest difference that matters, `sees` the smallest that these rows would have
    shown. `needs` is how many more calls of both sides, and `days` how many days at today's traffic, settle a metric that
    cannot be told; None where it is settled, or where no traffic would do it. `coverage` is the share of B's calls where
    the metric is recorded. The rows of a matched A are its effective ones; `n_a` and `n_b` are those that were recorded.
    """

    metric: str
    label: str
    unit: str
    a: Measure
    b: Measure
    difference: Effect
    p_value: float | None
    adjusted: float | None
    verdict: Verdict
    direction: Direction
    rising: bool | None
    good: str
    paired: bool
    test: str
    is_any_look: bool
    is_guardrail: bool
    floor: float
    sees: float | None
    needs: int | None
    days: float | None
    n_a: int
    n_b: int
    coverage: float


@dataclass(frozen=True)
class BalanceRow:
    """One value of an attribute: its share of the calls of A and of B, and what a call of A weighs; 1 is unweighted."""

    dimension: str
    value: str
    a: float
    b: float
    weight: float | None


@dataclass(frozen=True)
class Balance:
    """How far A and B differ in one attribute before and after matching (standardised difference; 0.1 is much).

    `matched` says whether the weights hold it still; `unmatched` is the share of B's calls whose value A never has.
    """

    dimension: str
    before: float
    after: float
    matched: bool
    unmatched: float
    rows: tuple[BalanceRow, ...]


@dataclass(frozen=True)
class ComparedSegment:
    """The metric in one segment on both sides; the p-value is corrected over all segments."""

    values: Mapping[str, str]
    a: Measure
    b: Measure
    difference: Effect
    verdict: Verdict
    direction: Direction
    rising: bool | None
    p_value: float | None
    share: float


@dataclass(frozen=True)
class SegmentGrid:
    """The first metric by two attributes. `small` counts the segments with too few calls to stand alone."""

    metric: str
    label: str
    unit: str
    by: tuple[str, ...]
    rows: tuple[ComparedSegment, ...] = ()
    small: int = 0


@dataclass(frozen=True)
class WordChange:
    """A stretch of words: kept on both sides (` `), only in A's answer (`-`), or only in B's (`+`)."""

    sign: str
    text: str


@dataclass(frozen=True)
class SamplePair:
    """The same input, or case, answered by both. `case` names what makes them the same."""

    case: str
    input_text: str
    a_text: str
    b_text: str
    a_trace: str
    b_trace: str
    changes: tuple[WordChange, ...]


@dataclass(frozen=True)
class WordShare:
    """A word and the share of answers on either side that have it; p corrected for every word looked at."""

    text: str
    a: float
    b: float
    p_value: float


@dataclass(frozen=True)
class CompareReport:
    """Two versions, or two windows, on the same traffic.

    `a` and `b` are what they are called, `of` the attribute whose values they are (None for two windows). `rows` has
    every metric, guardrails first. `paired_by` names the columns that tell cases apart, `n_pairs` counts the cases that
    both answered. `matched_on` are the attributes that weights hold still and `unmatched` the share of B's calls that have
    no counterpart in A; above `MOST_UNMATCHED` nothing is comparable, and every verdict says so.
    """

    windows: Windows
    findings: tuple[Finding, ...]
    of: str | None
    a: str
    b: str
    currency: str
    rows: tuple[ComparedMetric, ...] = ()
    paired_by: tuple[str, ...] = ()
    n_pairs: int = 0
    matched_on: tuple[str, ...] = ()
    unmatched: float = 0.0
    balance: tuple[Balance, ...] = ()
    segments: SegmentGrid | None = None
    pairs: tuple[SamplePair, ...] = ()
    words: tuple[WordShare, ...] = ()
    n_words: tuple[int, int] = (0, 0)
    notes: tuple[str, ...] = field(default_factory=tuple)


MOST_UNMATCHED = 0.1
"""With a larger share of B's calls without a counterpart in A the two are not comparable."""
