"""What alert rules, their readings and their states are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tidegauge.findings import Link
from tidegauge.settings_alerts import RuleTable

Segment = tuple[tuple[str, str], ...]
"""Dimension and value, in the order of the rule's `for_each`; empty for all calls."""


class State(StrEnum):
    """What a rule says of a segment."""

    OK = "ok"
    PENDING = "pending"
    FIRING = "firing"
    RESOLVED = "resolved"
    NO_DATA = "no data"


class Severity(StrEnum):
    """How bad it is; the lower the number, the sooner somebody must respond."""

    P0 = "P0"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"


class Origin(StrEnum):
    """Where a rule was written: in the settings file, or on the page."""

    FILE = "file"
    PAGE = "page"


@dataclass(frozen=True)
class Rule:
    """A rule by its name."""

    name: str
    table: RuleTable
    origin: Origin = Origin.FILE


@dataclass(frozen=True, slots=True)
class Reading:
    """What one window says of one segment.

    `at` is the end of the window, UTC. `breach` is None where too little is recorded. `clear` says that the value is
    back beyond the rule's hysteresis. `low` and `high` are the 95% interval of `value`. `share` is the segment's share of all calls of
    the window, `wrong` the share of all calls that is wrong beyond what is usual, `fell` how far quality fell in the
    segment as a share; None where the metric is no such thing.
    """

    segment: Segment
    at: datetime
    breach: bool | None
    clear: bool = True
    value: float | None = None
    reference: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    n_reference: int = 0
    p_value: float | None = None
    share: float | None = None
    wrong: float | None = None
    fell: float | None = None


@dataclass(frozen=True)
class Standing:
    """What a rule says of a segment now, with what the next reading needs.

    `seen` is the end of the last window; `recent` are the last windows, oldest first; `quiet` counts the clear ones in
    a row. `onset` is the start of the first of the windows that made it fire, while it does. `told` is the end of the
    window after which somebody was told that it fires, None while nobody was; `resolved` that of its last resolution.
    """

    rule: str
    segment: Segment
    state: State = State.OK
    since: datetime | None = None
    seen: datetime | None = None
    recent: tuple[bool | None, ...] = ()
    quiet: int = 0
    onset: datetime | None = None
    severity: Severity | None = None
    reading: Reading | None = None
    told: datetime | None = None
    resolved: datetime | None = None


@dataclass(frozen=True)
class Transition:
    """A rule's state in a segment changed at the end of a window.

    `muted` says why nobody is told: maintenance, the cause that fires, cooldown. From firing to firing: what was muted
    still fires, and people are told now. `because` says what made the severity.
    """

    rule: str
    segment: Segment
    at: datetime
    before: State
    after: State
    onset: datetime | None = None
    severity: Severity | None = None
    sentence: str = ""
    details: tuple[str, ...] = ()
    link: Link | None = None
    muted: str | None = None
    because: str = ""


def segment_words(segment: Segment) -> str:
    """Return a segment on one line.

    >>> segment_words((("geo", "BR"), ("device", "ios"))), segment_words(())
    ('geo = BR, device = ios', 'all calls')
    """
    return ", ".join(f"{name} = {value}" for name, value in segment) or "all calls"


def where(segment: Segment) -> Mapping[str, str]:
    """Return a segment as findings hold it."""
    return dict(segment)
