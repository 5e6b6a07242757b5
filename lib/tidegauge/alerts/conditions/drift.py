"""A column is another one than in its baseline: its values, the share without one, or the share of one value."""

from collections.abc import Iterable
from datetime import datetime

from tidegauge import formats
from tidegauge.alerts.conditions._condition import Asked, Condition
from tidegauge.alerts.conditions._link import around
from tidegauge.alerts.conditions._sentence import since
from tidegauge.alerts.conditions._words import place_words
from tidegauge.alerts.history.drifted import drifted
from tidegauge.alerts.records import Reading, Rule
from tidegauge.filters import parse_condition
from tidegauge.findings import Link
from tidegauge.metrics.refusal import shown
from tidegauge.settings import Settings


def words(rule: Rule, settings: Settings) -> str:
    """Return the condition in words: `language has drifted from its baseline`."""
    del settings
    return f"{shown(rule.table.column or '')} has drifted from its baseline"


def read(asked: Asked) -> Iterable[Reading]:
    """Return what every window says of the column."""
    table = asked.rule.table
    where = [parse_condition(chip) for chip in table.where]
    return drifted(
        asked.source,
        asked.settings,
        table,
        where,
        asked.ends,
        asked.firings,
        asked.baselines,
        asked.learns_until,
    )


def sentence(rule: Rule, settings: Settings, reading: Reading, onset: datetime | None) -> str:
    """Return how far it has drifted, from how far it matters, on how many calls, and since when."""
    far, least = (formats.points(one).lstrip("+") for one in (reading.value or 0.0, reading.reference or 0.0))
    return (
        f"{shown(rule.table.column or '')} has drifted by {far} from its baseline{place_words(rule, reading.segment)} "
        f"({least} matter): {formats.count(reading.n)} calls, {since(rule, settings, reading, onset)}."
    )


def link(rule: Rule, settings: Settings, reading: Reading, onset: datetime | None) -> Link:
    """Return Drift of those calls, against the week before."""
    against = {"against": "same hours last week"}
    return Link("drift", {**around(rule, settings, reading, onset), **against})


CONDITION = Condition("has drifted", ("column",), (), words, read, sentence, link)
