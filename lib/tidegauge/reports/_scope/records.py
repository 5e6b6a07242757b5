"""The records of the page Scope: rows that add up, each with its onset, the changes that fit it, and what differs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tidegauge.findings import Direction, Effect, Finding, Link, Verdict
from tidegauge.queries.changes import ChangeEvent
from tidegauge.reports._onset import Onset
from tidegauge.reports._records import Comparison, Measure, Point, Windows


class RowKind(StrEnum):
    """What a row is: a segment that moved, one that only one window has, what is left, or everything."""

    CAUSE = "cause"
    NEW = "new"
    GONE = "gone"
    REST = "rest"
    TOTAL = "total"


class Fit(StrEnum):
    """Whether a change explains a row: it came in time and touched these calls; it came in time; or not."""

    FITS = "fits"
    MAY_FIT = "may fit"
    DOES_NOT_FIT = "does not fit"


class Evidence(StrEnum):
    """What speaks for a change: it came shortly before, the calls are on its version, in its scope, or measured by it."""

    TIME = "time"
    DOSE = "dose"
    OVERLAP = "overlap"
    METRIC = "metric"


@dataclass(frozen=True)
class Change(ChangeEvent):
    """A recorded change, or the first call of a version in the traces (`derived`, when nobody recorded it)."""

    derived: bool = False


@dataclass(frozen=True)
class ChangeFit:
    """How well a change explains a row.

    `distance` is the onset minus the change in seconds: positive when the change came first. `dose` is the share of
    the affected calls since the onset that are on the new version, `dose_rest` that of all other calls. `overlap` is the share
    of the affected calls that lie within the change's scope, `overlap_rest` that of all other calls. None is not known.
    `evidence` is what speaks for it, and `reasons` says it in words; with nothing but its time a change only may fit.
    """

    change: Change
    fits: bool
    verdict: Fit
    evidence: tuple[Evidence, ...]
    distance: float | None
    overlap: float | None
    dose: float | None
    dose_rest: float | None
    overlap_rest: float | None
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Contrast:
    """A value of an attribute: its share of the calls in question, and of the others; the link keeps those that have it."""

    attribute: str
    value: str
    bad: float
    rest: float
    n_bad: int
    n_rest: int
    z: float


@dataclass(frozen=True)
class Sample:
    """One affected call: when, its trace, what failed in a word if recorded, and what it said."""

    trace_id: str
    at: datetime
    error: str | None
    text: str | None
    question: str | None


@dataclass(frozen=True)
class ScopeRow:
    """A part of the traffic: what it did, and what that adds to the total's difference.

    `rate_part` + `interaction` + `mix_part` = `change`, in the metric's unit; rows add up to the total. `share` is the
    row's share of the total's difference (None where there is none; beyond 1 where others make up for it). `moved` is
    how far its own value is off what was to be expected there. `n` and `n_reference` are the calls that record the
    metric, `traffic` their share of all. `where` of the rest and the total is empty; `others` says that the row holds
    only those calls of its segment that are in no narrower cause. `trend` is its course over the current window,
    `grain` what a point of it is; `isolated` says in a sentence which change fits, or that none does.
    """

    kind: RowKind
    where: Mapping[str, str]
    aliases: tuple[Mapping[str, str], ...]
    verdict: Verdict
    direction: Direction
    rising: bool | None
    share: float | None
    change: float
    rate_part: float
    mix_part: float
    interaction: float
    reference: Measure
    current: Measure
    moved: Effect
    n: int
    n_reference: int
    traffic: float
    z: float | None
    significant: bool
    others: bool = False
    onset: Onset | None = None
    trend: tuple[Point, ...] = ()
    grain: str = ""
    changes: tuple[ChangeFit, ...] = ()
    isolated: str = ""
    affected: Link | None = None


@dataclass(frozen=True)
class Replay:
    """The same search over earlier periods: in how many it named anything, or something as strong.

    `ordinary`: it does so in more of them than one in ten, and more than once, so that a finding is nothing unusual.
    """

    fired: int
    as_strong: int
    periods: int
    what: str
    ordinary: bool = False


@dataclass(frozen=True)
class MetricShown:
    """The metric as it is shown.

    `counts` is the filter that keeps what a rate counts, None where no filter says it. Of a quantile the share of calls
    above `threshold`, its reference value, was searched, in `searched_unit`; `level` is what the quantile itself is now.
    Both are None for any other metric.
    """

    name: str
    label: str
    unit: str
    direction: str
    kind: str
    searched_unit: str
    counts: str | None = None
    threshold: float | None = None
    level: float | None = None


@dataclass(frozen=True)
class ScopeReport:
    """Which segments explain a change. `causes`, `rest` and `total` add up.

    `outcome` is causes, even, mix, reversal, nothing or not enough data. `comparison` is the metric over all traffic;
    `alternatives` describe the same excess otherwise. `searched` counts the segments looked at, `bar` the standard errors that one must
    pass; `marks` are the recorded changes of the window. `apart` names attributes that have no value in
    both windows, `pooled` those of which only frequent values were searched.
    """

    windows: Windows
    metric: MetricShown
    dimensions: tuple[str, ...]
    findings: tuple[Finding, ...]
    outcome: str
    comparison: Comparison | None
    causes: tuple[ScopeRow, ...]
    rest: ScopeRow | None
    total: ScopeRow | None
    alternatives: tuple[ScopeRow, ...]
    searched: int
    bar: float
    marks: tuple[Change, ...] = ()
    periods: int = 1
    apart: tuple[str, ...] = ()
    pooled: tuple[str, ...] = ()
    replay: Replay | None = None

    @property
    def rows(self) -> tuple[ScopeRow, ...]:
        """The rows of the table: causes, what they leave, the total. Without a cause the rest is the total."""
        rest = self.rest if self.causes else None
        return (*self.causes, *(one for one in (rest, self.total) if one is not None))


@dataclass(frozen=True)
class ScopeDetail:
    """What stands behind a row: values that its affected calls have more often than all others, and some of those calls.

    `n_bad` calls are compared with `n_rest`; `question` says which these are, in words. `link` leads to them.
    """

    contrast: tuple[Contrast, ...]
    samples: tuple[Sample, ...]
    n_bad: int
    n_rest: int
    question: str
    looked_at: tuple[str, ...] = field(default_factory=tuple)
    link: Link | None = None
