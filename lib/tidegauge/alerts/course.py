"""What a check found in the store, walked through window by window: every rule, every segment, in the order of time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tidegauge.alerts.causes import muted_by
from tidegauge.alerts.grading import graded
from tidegauge.alerts.machine import step
from tidegauge.alerts.maintenance import maintained
from tidegauge.alerts.records import Reading, Rule, Segment, Standing, State, Transition
from tidegauge.settings_alerts import AlertsTable

Held = dict[str, dict[Segment, Standing]]
"""Rule, then segment: what stands."""


@dataclass(frozen=True)
class Found:
    """The readings of a rule, by the end of their window."""

    rule: Rule
    readings: Mapping[datetime, Sequence[Reading]]


@dataclass(frozen=True)
class Moved:
    """A transition with the reading that made it."""

    rule: Rule
    transition: Transition
    reading: Reading


@dataclass(frozen=True)
class Around:
    """What stands around every window: the settings, when the store begins, and the moment of the check."""

    alerts: AlertsTable
    first: datetime | None
    now: datetime


@dataclass
class Course:
    """The rules' standings, carried from window to window."""

    held: Held
    around: Around
    moved: list[Moved] = field(default_factory=list)

    def walk(self, found: Sequence[Found]) -> None:
        """Take every window of every rule, the oldest first; in one window causes (the first of `found`) before effects."""
        places = [(end, place) for place, one in enumerate(found) for end in one.readings]
        for end, place in sorted(places):
            for reading in self._complete(found[place], end):
                self._take(found[place].rule, reading)

    def _complete(self, found: Found, end: datetime) -> Iterator[Reading]:
        readings, table = found.readings[end], found.rule.table
        there = {one.segment for one in readings}
        expected = [*self.held.get(found.rule.name, {}), *([] if table.for_each else [()])]
        yield from readings
        # A segment that is not in the window at all has no data there.
        yield from (Reading(one, end, None) for one in dict.fromkeys(expected) if one not in there)

    def _take(self, rule: Rule, reading: Reading) -> None:
        mine = self.held.setdefault(rule.name, {})
        before = mine.get(reading.segment) or Standing(rule.name, reading.segment)
        muted = self._muted(rule, reading)
        after, transition = step(before, reading, rule.table, first=self.around.first, muted=muted)
        grades = self.around.alerts.severity
        after, transition = graded(rule, after, transition, grades, mute=muted is not None)
        if transition is not None:
            self.moved.append(Moved(rule, transition, reading))
        mine[reading.segment] = after
        if _is_idle(after, rule):
            del mine[reading.segment]

    def _muted(self, rule: Rule, reading: Reading) -> str | None:
        planned = self.around.alerts.maintenance
        pause = maintained(rule.name, rule.table, reading.at, planned, self.around.now)
        return pause or muted_by(rule, reading.segment, self._firing(rule.table.mute_when))

    def _firing(self, causes: Sequence[str]) -> Mapping[str, Sequence[Segment]]:
        return {
            cause: [
                one for one, standing in self.held.get(cause, {}).items() if standing.state is State.FIRING
            ]
            for cause in causes
        }


def _is_idle(standing: Standing, rule: Rule) -> bool:
    # A version or a customer that is gone: nothing is lost with it, and it would be read for ever.
    reading = standing.reading
    empty = reading is not None and reading.n == 0 and reading.value is None
    waits = rule.table.no_data in {"no data", "firing"}
    return bool(rule.table.for_each and standing.state is State.OK and empty and not waits)
