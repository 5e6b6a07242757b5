"""The records that the page Business is made of. NaN and None mean not known, never 0; money is as the outcomes hold it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tidegauge.findings import Direction, Effect, Finding, Verdict
from tidegauge.reports._records import ChangeMark, Comparison, Measure, Windows


@dataclass(frozen=True)
class Delay:
    """How long outcomes take: by `hours` after a call 95% of its outcomes were there (measured on `n` of them).

    Calls after `final_until` (UTC) may still have some to come: they are in no test. `by_outcome` has the hours of each.
    """

    hours: float | None
    final_until: datetime | None
    n: int
    by_outcome: Mapping[str, float]
    is_set: bool = False


@dataclass(frozen=True)
class OutcomePoint:
    """A figure in one time bucket that begins at `at` (UTC). What is not `final` may still grow."""

    at: datetime
    value: float
    low: float
    high: float
    n: int
    final: bool


@dataclass(frozen=True)
class OutcomeTrend:
    """A figure over time. The reference points are laid on the current window's times."""

    metric: str
    label: str
    unit: str
    grain: str
    current: tuple[OutcomePoint, ...]
    reference: tuple[OutcomePoint, ...]
    changes: tuple[ChangeMark, ...]


@dataclass(frozen=True)
class VersionOutcome:
    """The chosen figure for one version's calls of both windows, and against all other versions'."""

    value: str
    measure: Measure
    calls: int
    share: float
    difference: Effect | None
    verdict: Verdict
    direction: Direction
    p_value: float | None


@dataclass(frozen=True)
class Allocation:
    """One value of a dimension: its share of the spend (of impressions, or calls, where none is recorded), and its outcome."""

    value: str
    calls: int
    share: Comparison
    outcome: Comparison


@dataclass(frozen=True)
class DecisionShare:
    """How often the rules downstream decided so, and, in each bucket of `DecisionDrift.at`, how many times."""

    value: str
    comparison: Comparison
    counts: tuple[int, ...]


@dataclass(frozen=True)
class DecisionSegment:
    """The share of the decision that moved most, among the calls of one value of the dimension."""

    value: str
    comparison: Comparison


@dataclass(frozen=True)
class DecisionDrift:
    """What was decided on the predictions. `at` are the beginnings of the bars (UTC); `segments` are of the decision that moved
    most, or of the most frequent one."""

    grain: str
    at: tuple[datetime, ...]
    shares: tuple[DecisionShare, ...]
    moved: str | None
    segments: tuple[DecisionSegment, ...]


@dataclass(frozen=True)
class ScoreFigures:
    """What the predictions are like: share above `threshold`, mean, spread against before, calibration where labels are."""

    threshold: float
    recorded: float
    labelled: float
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True)
class LagPoint:
    """The correlation of a signal with an outcome `lag` points later, with its 95% interval."""

    lag: int
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Lead:
    """A technical signal against a business figure. `lag` is where they correlate most, positive where the signal goes first.

    `low` and `high` bound the lag (95%, bootstrap), None where no lead is proven. `p_value` is adjusted over all pairs and lags;
    `n` counts the points, `unit` says what one is: days or hours.
    """

    signal: str
    signal_label: str
    outcome: str
    outcome_label: str
    unit: str
    lag: int
    low: float | None
    high: float | None
    correlation: Effect
    p_value: float | None
    verdict: Verdict
    n: int
    course: tuple[LagPoint, ...]


@dataclass(frozen=True)
class RandomSlice:
    """The traffic that no model steered beside the one that a model did. `difference` is the difference of their changes."""

    chip: str
    label: str
    unit: str
    random: Measure
    random_reference: Measure | None
    steered: Measure
    steered_reference: Measure | None
    advantage: Effect
    difference: Effect | None
    verdict: Verdict
    direction: Direction
    p_value: float | None
    sentence: str


@dataclass(frozen=True)
class ChangeCost:
    """What the outcome did from before a recorded change to after it, as long after as before, like traffic with like.

    `effect` is the chosen figure's, and the verdict is of it; `money` is what calls bring more a week at today's volume, and
    `money_verdict` says whether that is more than chance. `mix` is what other traffic moved the figure; `compared` is the share of calls that
    have their like before. `same_hours`: before is the week before, else the time right before. `beside` names changes
    that nothing tells apart from this one: no verdict then.
    """

    at: datetime
    change: str
    scope: str
    hours: float
    same_hours: bool
    effect: Effect | None
    money: Effect | None
    money_verdict: Verdict
    mix: float | None
    compared: float
    n_reference: int
    n_current: int
    beside: tuple[str, ...]
    verdict: Verdict
    direction: Direction
    p_value: float | None
    note: str = ""


@dataclass(frozen=True)
class BusinessReport:
    """What the calls did to the numbers that pay. `roles` says which of the store's outcomes is what.

    `where` are the chips that the page added: the calls that can have outcomes. `worth` names what the money of `changes` is.
    """

    windows: Windows
    findings: tuple[Finding, ...]
    currency: str
    by: str | None
    version: str | None
    outcome: str
    roles: Mapping[str, str]
    where: tuple[str, ...]
    delay: Delay
    outcomes: tuple[Comparison, ...]
    trend: OutcomeTrend | None
    versions: tuple[VersionOutcome, ...]
    decisions: DecisionDrift | None
    scores: ScoreFigures | None
    leads: tuple[Lead, ...]
    leads_note: str
    random_slice: RandomSlice | None
    allocation_of: str
    allocation: tuple[Allocation, ...]
    worth: str
    worth_unit: str
    changes: tuple[ChangeCost, ...]
    notes: tuple[str, ...] = ()
