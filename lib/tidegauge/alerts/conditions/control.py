"""A metric's control chart signals: the slow change that no single window shows."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tidegauge.alerts.conditions._condition import Asked, Condition
from tidegauge.alerts.conditions._history import history_of
from tidegauge.alerts.conditions._link import chips_of
from tidegauge.alerts.conditions._sentence import since, standing
from tidegauge.alerts.conditions._words import length_words, metric_words, place_words, value_words
from tidegauge.alerts.history.charted import MEMORY, signalled
from tidegauge.alerts.history.judged import readings
from tidegauge.alerts.records import Reading, Rule
from tidegauge.findings import Link
from tidegauge.settings import Settings


def words(rule: Rule, settings: Settings) -> str:
    """Return the condition in words: `The control chart of Error rate signals`."""
    return f"The control chart of {metric_words(rule, settings)} signals"


def read(asked: Asked) -> Iterable[Reading]:
    """Return what every window says of every segment: whether the EWMA of its deviations is out of its limits."""
    if not asked.ends:
        return ()
    width = asked.rule.table.window
    before = [asked.ends[0] - width * number for number in range(MEMORY, 0, -1)]
    found = history_of(replace(asked, ends=[*before, *asked.ends], until=asked.learns_until))
    if found is None:
        return ()
    judged = signalled(found, asked.rule.table, asked.firings)
    first = asked.ends[0]
    return (one for one in readings(found, judged) if one.at >= first)


def sentence(rule: Rule, settings: Settings, reading: Reading, onset: datetime | None) -> str:
    """Return what the last window says, what is usual, where, on how many calls, and since when."""
    value, usual = (value_words(one, rule, settings) for one in (reading.value, reading.reference))
    return (
        f"The control chart of {metric_words(rule, settings)} signals{place_words(rule, reading.segment)}: {value} in the last window of "
        f"{length_words(rule.table.window)} (usual {usual}), {standing(rule, settings, reading)}, {since(rule, settings, reading, onset)}."
    )


def link(rule: Rule, settings: Settings, reading: Reading, onset: datetime | None) -> Link:
    """Return the chart on the page Control."""
    del settings, onset
    chips = chips_of(rule, reading.segment)
    window = {"window": "last 60 days"}
    return Link(
        "control", {"chart": rule.table.metric or "calls", **window, **({"where": chips} if chips else {})}
    )


CONDITION = Condition("leaves its control chart", ("metric",), ("direction",), words, read, sentence, link)
