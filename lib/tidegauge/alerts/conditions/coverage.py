"""A metric or a column is recorded on fewer calls than it should be."""

from collections.abc import Iterable
from datetime import datetime

from tidegauge import formats
from tidegauge.alerts.conditions._condition import Asked, Condition
from tidegauge.alerts.conditions._history import history_of, watched
from tidegauge.alerts.conditions._link import around
from tidegauge.alerts.conditions._sentence import since
from tidegauge.alerts.conditions._words import metric_of, place_words
from tidegauge.alerts.history.fixed import beyond
from tidegauge.alerts.history.judged import readings
from tidegauge.alerts.history.recorded import recorded
from tidegauge.alerts.records import Reading, Rule
from tidegauge.findings import Link
from tidegauge.metrics.declaration import declare
from tidegauge.metrics.lookup import spelled
from tidegauge.metrics.metric import Metric
from tidegauge.metrics.refusal import shown
from tidegauge.settings import MetricTable, Settings


def words(rule: Rule, settings: Settings) -> str:
    """Return the condition in words: `device_locale is recorded on less than 95% of calls`."""
    return f"{_what(rule, settings)} is recorded on less than {formats.share(rule.table.below)} of calls"


def read(asked: Asked) -> Iterable[Reading]:
    """Return what every window says of every segment: the share of its calls that record it."""
    column = asked.rule.table.column
    metric = watched(asked) if column is None else _is_recorded(column)
    found = history_of(asked, metric=metric)
    if found is None:
        return ()
    counted = recorded(found) if column is None else found
    return readings(counted, beyond(counted, asked.rule.table, asked.firings))


def _is_recorded(column: str) -> Metric:
    return declare("recorded", MetricTable(expression=f"rate({spelled(column)} is not null)"))


def sentence(rule: Rule, settings: Settings, reading: Reading, onset: datetime | None) -> str:
    """Return how many calls record it, how many should, where, and since when."""
    there = round((reading.value or 0) * reading.n)
    return (
        f"{_what(rule, settings)} is recorded on {formats.share(reading.value)} of calls, less than "
        f"{formats.share(rule.table.below)}{place_words(rule, reading.segment)}: {formats.count(there)} of "
        f"{formats.count(reading.n)} calls, {since(rule, settings, reading, onset)}."
    )


def link(rule: Rule, settings: Settings, reading: Reading, onset: datetime | None) -> Link:
    """Return Health of those calls."""
    return Link("health", around(rule, settings, reading, onset))


def _what(rule: Rule, settings: Settings) -> str:
    if rule.table.column is not None:
        return shown(rule.table.column)
    return metric_of(rule.table.metric or "", settings).label


CONDITION = Condition(
    "is recorded too rarely", ("metric or column", "below"), ("clear",), words, read, sentence, link
)
