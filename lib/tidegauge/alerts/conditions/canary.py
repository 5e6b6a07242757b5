"""The calls of a canary do worse than those beside them, in the same windows."""

from collections.abc import Iterable
from datetime import datetime

from tidegauge.alerts.conditions._condition import Asked, Condition
from tidegauge.alerts.conditions._history import history_of
from tidegauge.alerts.conditions._link import scope_link
from tidegauge.alerts.conditions._sentence import since, standing
from tidegauge.alerts.conditions._words import metric_words, place_words, value_words
from tidegauge.alerts.history.beside import beside
from tidegauge.alerts.history.judged import readings
from tidegauge.alerts.records import Reading, Rule
from tidegauge.filters import parse_condition
from tidegauge.findings import Link
from tidegauge.settings import Settings


def words(rule: Rule, settings: Settings) -> str:
    """Return the condition in words: `Error rate of variant = canary is worse than of variant = baseline`."""
    how = {"worse": "is worse than", "better": "is better than", "any": "differs from that"}
    return f"{metric_words(rule, settings)} of {rule.table.candidate} {how[rule.table.direction]} of {rule.table.control}"


def read(asked: Asked) -> Iterable[Reading]:
    """Return what every window says of every segment of the canary."""
    table = asked.rule.table
    sides = (history_of(asked, parse_condition(chip or "")) for chip in (table.candidate, table.control))
    candidate, control = sides
    if candidate is None or control is None:
        return ()
    return readings(candidate, beside(candidate, control, table, asked.firings))


def sentence(rule: Rule, settings: Settings, reading: Reading, onset: datetime | None) -> str:
    """Return both values, where, on how many calls, and since when."""
    value, usual = (value_words(one, rule, settings) for one in (reading.value, reading.reference))
    return (
        f"{metric_words(rule, settings)} of {rule.table.candidate} is {value}, of {rule.table.control} {usual}"
        f"{place_words(rule, reading.segment)}: {standing(rule, settings, reading)} against {reading.n_reference:,}, "
        f"{since(rule, settings, reading, onset)}."
    )


def link(rule: Rule, settings: Settings, reading: Reading, onset: datetime | None) -> Link:
    """Return Scope of the candidate's calls since the onset."""
    found = scope_link(rule, settings, reading, onset)
    chips = found.params.get("where", ())
    where = (*((chips,) if isinstance(chips, str) else chips), rule.table.candidate or "")
    return Link(found.page, {**found.params, "where": where})


CONDITION = Condition(
    "does worse than what runs beside it",
    ("metric", "candidate", "control"),
    ("direction",),
    words,
    read,
    sentence,
    link,
)
