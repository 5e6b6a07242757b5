"""The windows of every rule that are due, read from the store. A rule that cannot be read stops no other."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tidegauge.alerts.conditions import conditions
from tidegauge.alerts.conditions._condition import Asked
from tidegauge.alerts.records import Reading, Rule
from tidegauge.alerts.rules import check_rule
from tidegauge.alerts.strictness import firings
from tidegauge.alerts.windows import due, missed
from tidegauge.errors import TidegaugeError
from tidegauge.formats import moment, span
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.workbench.baselines import RecordedBaseline


@dataclass(frozen=True)
class Read:
    """What the windows of a rule say, by their ends; `first` is when the store begins. `problem`: why nothing does."""

    rule: Rule
    readings: Mapping[datetime, Sequence[Reading]] = field(default_factory=dict)
    first: datetime | None = None
    problem: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Reader:
    """Where rules are read, at the moment `at`; `every` rule of the installation decides how strict each is."""

    source: Source
    settings: Settings
    at: datetime
    every: Sequence[Rule]
    baselines: Sequence[RecordedBaseline] = ()

    def read(self, rule: Rule, seen: datetime | None, changed: datetime | None = None) -> Read:
        """Return the windows of a rule since the end of the last one that was `seen`.

        `changed` is when its state changed last: one that is switched on again takes no window twice.
        """
        try:
            held = self.source.store.catalog()
            check_rule(rule, self.settings, held)
            return Read(rule, self._readings(rule, seen, changed), held.first, note=self._note(rule, seen))
        except TidegaugeError as error:
            return Read(rule, problem=str(error))
        except Exception as error:  # one rule that meets a mistake of ours must not silence the others
            return Read(rule, problem=f"{type(error).__name__}: {_first_line(error)}")

    def _readings(
        self, rule: Rule, seen: datetime | None, changed: datetime | None
    ) -> Mapping[datetime, Sequence[Reading]]:
        ends = [one for one in due(rule.table, seen, self.at) if changed is None or one > changed]
        found: dict[datetime, list[Reading]] = defaultdict(list)
        if not ends:
            return found
        bearable = firings(self.every, self.settings.alerts)[rule.name]
        asked = Asked(self.source, self.settings, rule, ends, bearable, self.baselines)
        for one in conditions()[rule.table.condition].read(asked):
            found[one.at].append(one)
        return {end: found[end] for end in ends}

    def _note(self, rule: Rule, seen: datetime | None) -> str | None:
        zone, gap = self.settings.time_zone or "UTC", missed(rule.table, seen, self.at)
        if gap is not None:
            return f"Nobody looked from {span(*gap, zone, self.at)}: the last check is too long ago."
        if seen is not None and seen > self.at:
            return f"An earlier check looked as far as {moment(seen, zone, self.at)}: until then nothing is read again."
        return None


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), "")[:300]
