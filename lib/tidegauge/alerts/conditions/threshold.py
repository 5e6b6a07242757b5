"""A metric is above or below a value, beyond chance."""

from collections.abc import Iterable
from datetime import datetime

from tidegauge.alerts.conditions._condition import Asked, Condition
from tidegauge.alerts.conditions._history import history_of
from tidegauge.alerts.conditions._link import scope_link
from tidegauge.alerts.conditions._sentence import since, standing
from tidegauge.alerts.conditions._words import metric_of, metric_words, place_words, value_words
from tidegauge.alerts.history.fixed import beyond
from tidegauge.alerts.history.judged import readings
from tidegauge.alerts.records import Reading, Rule
from tidegauge.settings import Settings


def words(rule: Rule, settings: Settings) -> str:
    """Return the condition in words: `Format failure rate is surely above 2.0%`; a total is what it is.

    A share of few calls is above 2% by chance again and again: that alone is no breach.
    """
    limits = [
        f"{side} {value_words(limit, rule, settings)}"
        for side, limit in (("above", rule.table.above), ("below", rule.table.below))
        if limit is not None
    ]
    surely = "" if metric_of(rule.table.metric or "", settings).kind == "total" else "surely "
    return f"{metric_words(rule, settings)} is {surely}{' or '.join(limits)}"


def read(asked: Asked) -> Iterable[Reading]:
    """Return what every window says of every segment: that it is beyond the value, and would hardly be by chance."""
    found = history_of(asked)
    return readings(found, beyond(found, asked.rule.table, asked.firings)) if found else ()


def sentence(rule: Rule, settings: Settings, reading: Reading, onset: datetime | None) -> str:
    """Return the value, the one that it should not pass, where, on how many calls, and since when."""
    side = "above" if (reading.value or 0) > (reading.reference or 0) else "below"
    value, limit = (value_words(one, rule, settings) for one in (reading.value, reading.reference))
    return (
        f"{metric_words(rule, settings)} is {value}, {side} {limit}{place_words(rule, reading.segment)}: "
        f"{standing(rule, settings, reading)}, {since(rule, settings, reading, onset)}."
    )


CONDITION = Condition(
    "is above or below a value", ("metric", "above or below"), ("clear",), words, read, sentence, scope_link
)
