"""What an incident is: how it was opened, what was done, and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tidegauge.alerts.records import Segment, Severity
from tidegauge.incidents.page_state import PageState
from tidegauge.workbench.incident_events import IncidentEvent

NOBODY = "somebody"
"""Who signs where nobody said a name, and nobody signs in: it owns nothing."""


class Status(StrEnum):
    """How far the work on an incident is."""

    TRIAGE = "triage"
    SCOPED = "scoped"
    ISOLATED = "isolated"
    MITIGATED = "mitigated"
    RESOLVED = "resolved"


STEPS = tuple(Status)
"""In the order of the work."""


@dataclass(frozen=True)
class Impact:
    """How bad it is, as the page said when it was opened: the metric in the segment, then and now, on how many calls.

    `low` and `high` are the 95% interval of `value`; `traffic` is the segment's share of all calls. None is not known.
    """

    label: str
    unit: str
    kind: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    reference: float | None = None
    traffic: float | None = None
    n: int = 0
    direction: str = ""


@dataclass(frozen=True)
class Opening:
    """What an incident is opened with. `because` is the sentence of the rule that gave the severity.

    `onset` is when it began (UTC), between `onset_low` and `onset_high`; `pending_at` when its rule first said so.
    `change` is what fits it in a few words, of which kind (`change_kind`); `rule` the alert rule that opened it.
    """

    title: str
    segment: Segment = ()
    metric: str | None = None
    onset: datetime | None = None
    onset_low: datetime | None = None
    onset_high: datetime | None = None
    sentence: str = ""
    details: tuple[str, ...] = ()
    severity: Severity | None = None
    because: str = ""
    rule: str | None = None
    owner: str | None = None
    failure_class: str = ""
    class_because: str = ""
    change: str | None = None
    change_kind: str | None = None
    page: PageState | None = None
    impact: Impact | None = None
    pending_at: datetime | None = None
    runbook: str = ""


@dataclass(frozen=True)
class Tick:
    """One item of a checklist: whether it is done, by whom and when (UTC) that was said last, a note, and what was answered then."""

    done: bool
    by: str
    at: datetime
    note: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Incident:
    """An incident as its events left it.

    `reached` says when each status was reached that still holds (UTC). `batches` are review batches, `golden` the cases
    added to golden sets. `ticks` are by the key of the checklist's item. `is_rated` says that a person gave the severity.
    """

    id: int
    store: str
    opening: Opening
    opened_at: datetime
    opened_by: str
    severity: Severity
    because: str
    status: Status
    reached: Mapping[Status, datetime]
    failure_class: str
    class_because: str
    owner: str | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    ticks: Mapping[str, Tick] = field(default_factory=dict)
    batches: tuple[int, ...] = ()
    golden: int = 0
    is_rated: bool = False
    reopened: int = 0
    events: tuple[IncidentEvent, ...] = ()

    @property
    def key(self) -> str:
        """What people call it: INC-31."""
        return f"INC-{self.id}"

    @property
    def title(self) -> str:
        """What it is about, in a few words."""
        return self.opening.title

    @property
    def segment(self) -> Segment:
        """Which calls."""
        return self.opening.segment

    @property
    def metric(self) -> str | None:
        """Which metric."""
        return self.opening.metric

    @property
    def rule(self) -> str | None:
        """Which alert rule opened it."""
        return self.opening.rule

    @property
    def onset(self) -> datetime | None:
        """When it began (UTC)."""
        return self.opening.onset

    @property
    def reason(self) -> str:
        """The sentence of the rule that gave the severity, without the severity in front."""
        return self.because.removeprefix(f"{self.severity.value}: ")

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.status is not Status.RESOLVED

    @property
    def resolved_at(self) -> datetime | None:
        """When it was resolved (UTC)."""
        return self.reached.get(Status.RESOLVED)

    @property
    def next_status(self) -> Status | None:
        """The state after this one."""
        place = STEPS.index(self.status) + 1
        return STEPS[place] if place < len(STEPS) else None
