"""What the Feedback page says, as records."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tidegauge.findings import Direction, Effect, Finding, Verdict
from tidegauge.reports._records import Measure, Trend, Windows


@dataclass(frozen=True)
class Explicit:
    """What people said themselves: `share` of those who rated gave a thumbs-up, `coverage` of the sessions rated."""

    sessions: int
    rated: int
    up: int
    share: Measure
    coverage: Measure
    sentence: str


@dataclass(frozen=True)
class SatisfactionEstimate:
    """One answer to how many sessions are satisfied, with the assumption that it stands or falls with.

    `value` is nan where there are only bounds. `refused` says why there is no number at all.
    """

    name: str
    label: str
    value: float
    low: float
    high: float
    n: int
    assumes: str
    headline: bool = False
    refused: str = ""


@dataclass(frozen=True)
class RatedContrast:
    """A signal of the rated sessions against that of the unrated ones of the same segments.

    `p_value` is corrected for all that were looked at; `derived` where the store does not carry the signal.
    """

    signal: str
    label: str
    unit: str
    rated: Measure
    unrated: Measure
    difference: Effect
    verdict: Verdict
    p_value: float | None
    happier: bool | None
    derived: bool = False


class Rule(StrEnum):
    """What raises a survivorship warning."""

    PUBLISHED = "published"
    MEASURED = "measured"


@dataclass(frozen=True)
class SurvivorshipWarning:
    """A rule that fires: its numbers in words, the sessions it stands on, and where (empty: everywhere)."""

    rule: Rule
    sentence: str
    numbers: Mapping[str, float]
    n: int
    segment: Mapping[str, str]


@dataclass(frozen=True)
class ImplicitSignal:
    """How often a signal was seen, in both windows; `derived` with the rule that it was derived by."""

    kind: str
    label: str
    unit: str
    current: Measure
    reference: Measure | None
    derived: bool
    rule: str


@dataclass(frozen=True)
class FeedbackTrend:
    """A share over time with its heading: what it did, and what it is a share of."""

    name: str
    title: str
    sub: str
    trend: Trend
    derived: bool = False


@dataclass(frozen=True)
class FeedbackSegment:
    """One value of the chosen dimension. `satisfied` is None with `refused` where there are too few reviews."""

    value: str
    sessions: int
    rated: Measure
    thumbs_up: Measure
    left: Measure
    satisfied: Measure | None
    refused: str
    verdict: Verdict
    direction: Direction
    rising: bool | None
    difference: Effect | None
    warnings: tuple[Rule, ...]
    pooled: bool = False


@dataclass(frozen=True)
class ReviewOffer:
    """The reviews that would narrow the answer: how many more at random, and to what half width (a share)."""

    more: int
    half_width: float
    has_headline: bool
    sentence: str
    button: str


@dataclass(frozen=True)
class FeedbackReport:
    """Whose satisfaction it is.

    `unit` is session, or trace where no session is recorded; `left_out` counts the calls of nobody who could rate:
    of no session, or of machines. `by` is the dimension of `segments`, if any divides the sessions.
    """

    windows: Windows
    findings: tuple[Finding, ...]
    unit: str
    by: str | None
    left_out: int
    explicit: Explicit
    estimates: tuple[SatisfactionEstimate, ...]
    rated_vs_unrated: tuple[RatedContrast, ...]
    direction: str
    standing: str
    warnings: tuple[SurvivorshipWarning, ...]
    signals: tuple[ImplicitSignal, ...]
    trends: tuple[FeedbackTrend, ...]
    segments: tuple[FeedbackSegment, ...]
    offer: ReviewOffer | None
