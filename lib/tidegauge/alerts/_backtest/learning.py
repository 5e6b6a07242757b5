"""What a replayed rule learns from: days before the first window that it judges."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tidegauge.alerts.history.usual import learnt_by, nothing, usual_days
from tidegauge.alerts.records import Rule
from tidegauge.filters import Condition, Window, parse_condition
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.workbench.baselines import RecordedBaseline

LEARNING = {"change", "control", "canary", "drift"}
"""Conditions that hold windows against days before them; all others replay the whole store."""


@dataclass(frozen=True)
class Learning:
    """The baselines that a rule may be held against; `recorded` is what the store holds."""

    baselines: Sequence[RecordedBaseline]
    where: tuple[Condition, ...]
    metric: str
    recorded: Window
    zone: str

    def end(self, last: datetime) -> datetime:
        """Return when the days end that a replay up to `last` (UTC) learns from."""
        return learnt_by(self.baselines, self.where, self.metric, self.recorded, self.zone, last)

    def days(self, until: datetime) -> Window | None:
        """Return the days that windows from a moment on (UTC) are held against; None where the store has none before it."""
        found = usual_days(self.baselines, self.where, self.metric, self.recorded, self.zone, until)
        return None if found == nothing(self.recorded) else found


def learning(
    source: Source, rule: Rule, settings: Settings, baselines: Sequence[RecordedBaseline]
) -> Learning | None:
    """Return what a rule learns from; None of a condition that knows what it looks for, and of an empty store."""
    table, catalog = rule.table, source.store.catalog()
    if table.condition not in LEARNING or catalog.first is None or catalog.newest is None:
        return None
    chips = [*table.where, *([table.control] if table.control else [])]
    name = table.column
    if table.condition != "drift":
        name = chosen_metrics([table.metric or "calls"], settings, catalog)[0].name
    recorded = Window(catalog.first, catalog.newest + timedelta(microseconds=1))
    where = tuple(map(parse_condition, chips))
    return Learning(baselines, where, name or "", recorded, settings.time_zone or "UTC")
