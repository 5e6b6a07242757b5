"""What a rule would have done: its firings over history, the incidents that it caught, and how often it would have paged."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from tidegauge.alerts.records import Rule, Segment, Severity
from tidegauge.filters import Window
from tidegauge.findings import Link

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Known:
    """An incident that is known to have been: from `start` to `end` (None: it goes on), UTC, in a segment.

    `metric` is what got worse; None where that is not said. A rule on another metric need not have caught it.
    """

    name: str
    start: datetime
    end: datetime | None = None
    segment: Segment = ()
    metric: str | None = None


@dataclass(frozen=True)
class Firing:
    """A time at which the rule would have fired.

    `onset` is the start of the first breached window, `fired` the end of the window after which somebody would have
    been told, `resolved` that after which it was over, None where the history ends first. `known` is the name of the incident that it
    is about, `change` what was recorded as changed about its onset, in words.
    """

    segment: Segment
    onset: datetime
    fired: datetime
    resolved: datetime | None
    severity: Severity
    sentence: str
    link: Link
    known: str | None = None
    change: str | None = None


@dataclass(frozen=True)
class Detected:
    """A known incident, and when the rule first fired on it; None where it was missed."""

    known: Known
    fired: datetime | None

    @property
    def delay(self) -> timedelta | None:
        """How long it took; None where it was missed."""
        return None if self.fired is None else max(self.fired - self.known.start, timedelta(0))


@dataclass(frozen=True)
class Course:
    """One segment's metric over the history, for a chart: one entry a window. NaN where there is none.

    `at` is the start of a window; `low` and `high` are the ends of what the value's interval is; `reference` what was usual.
    """

    segment: Segment
    label: str
    unit: str
    at: tuple[datetime, ...]
    value: tuple[float, ...]
    reference: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class Backtest:
    """What a rule would have done over `window`.

    `segments` counts those that had enough calls at least once. `firings` are those of which somebody would have been
    told: not those within the cooldown. Firings at one moment are one page. `notes` is the grey line. `learnt` are the days
    that windows were held against, all of them before `window`; None where the condition needs none, or there are none.
    `busy` says whether any window had enough calls.
    """

    rule: Rule
    window: Window
    firings: tuple[Firing, ...]
    incidents: tuple[Detected, ...]
    course: Course | None
    segments: int
    time_zone: str = "UTC"
    sentence: str = ""
    notes: tuple[str, ...] = ()
    learnt: Window | None = None
    busy: bool = False

    @property
    def weeks(self) -> float:
        """How long the history is."""
        return self.window.length / WEEK

    @property
    def false(self) -> tuple[Firing, ...]:
        """The firings that are about no known incident; where none is known, nobody can say."""
        return tuple(one for one in self.firings if one.known is None) if self.incidents else ()

    @property
    def missed(self) -> tuple[Known, ...]:
        """The known incidents on which it did not fire."""
        return tuple(one.known for one in self.incidents if one.fired is None)

    @property
    def caught(self) -> tuple[Detected, ...]:
        """The known incidents on which it fired."""
        return tuple(one for one in self.incidents if one.fired is not None)

    @property
    def pages(self) -> int:
        """How often somebody would have been told, false or not."""
        return len({one.fired for one in self.firings})

    @property
    def false_pages(self) -> int:
        """How often somebody would have been told of what is no known incident."""
        return len({one.fired for one in self.false} - {one.fired for one in self.firings if one.known})

    @property
    def pages_per_week(self) -> float:
        """Pages a week, false or not."""
        return self.pages / self.weeks

    @property
    def false_per_week(self) -> float | None:
        """False pages a week; None where no incident is known."""
        return self.false_pages / self.weeks if self.incidents else None

    @property
    def median_time_to_detect(self) -> timedelta | None:
        """The middle of the times from an incident's start to the firing; None where none was caught."""
        delays = [one.delay.total_seconds() for one in self.caught if one.delay is not None]
        return timedelta(seconds=median(delays)) if delays else None
