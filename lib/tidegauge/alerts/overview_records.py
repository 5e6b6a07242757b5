"""What the page Alert rules says: a row a rule, and one sentence of all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tidegauge.alerts.records import Origin, Segment, Severity
from tidegauge.findings import Finding


class RuleState(StrEnum):
    """What a rule says of all its segments together, the worst first. `UNREAD`: the last check could not evaluate it.

    `UNTOLD`: none of its last windows had enough, in any segment.
    """

    FIRING = "firing"
    NO_DATA = "no data"
    UNREAD = "not evaluated"
    PENDING = "pending"
    RESOLVED = "resolved"
    OK = "ok"
    UNTOLD = "cannot tell"
    UNCHECKED = "not checked yet"
    OFF = "off"


@dataclass(frozen=True)
class FiringSegment:
    """A segment in which a rule fires: since when (UTC), and how bad."""

    segment: Segment
    onset: datetime | None
    severity: Severity | None


@dataclass(frozen=True)
class BacktestFigures:
    """What the newest back-test of a rule as it stands found; `at` is when it ran, the rest is of the days before.

    `known` and `caught` are names of incidents; `delay` is the median time to detect, seconds.
    """

    pages_per_week: float
    false_pages: int
    days: float
    known: tuple[str, ...]
    caught: tuple[str, ...]
    delay: float | None
    sentence: str
    at: datetime


@dataclass(frozen=True)
class AlertRow:
    """A rule at a glance. `condition` is in words, `where` are its filter chips; `severity` is the rule's, `computed` where it is worked out.

    `definition` is the rule as it would stand in `tidegauge.toml`, without defaults. `backtest` is None where exactly this
    rule was never back-tested; `checked` is when it was evaluated last (UTC) and `problem` why it could not be.
    """

    name: str
    origin: Origin
    state: RuleState
    condition: str
    for_each: tuple[str, ...]
    where: tuple[str, ...]
    severity: str
    owner: str | None
    firing: tuple[FiringSegment, ...] = ()
    last_fired: datetime | None = None
    backtest: BacktestFigures | None = None
    checked: datetime | None = None
    problem: str | None = None
    definition: Mapping[str, object] = field(default_factory=dict)

    @property
    def grade(self) -> str:
        """The worst severity of what fires now, else what the rule says."""
        return min((one.severity.value for one in self.firing if one.severity), default=self.severity)


@dataclass(frozen=True)
class AlertsReport:
    """The page: rules that need attention first. `store` is the store that they watch, as the workbench calls it."""

    findings: tuple[Finding, ...]
    store: str
    rows: tuple[AlertRow, ...]
