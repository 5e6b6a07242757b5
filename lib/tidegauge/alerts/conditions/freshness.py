"""Nothing has come for too long: no call, or none on which a metric is recorded."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import numpy as np

from tidegauge.alerts.conditions._condition import Asked, Condition
from tidegauge.alerts.conditions._history import history_of
from tidegauge.alerts.conditions._link import around
from tidegauge.alerts.conditions._words import length_words, metric_of, place_words
from tidegauge.alerts.history.records import History
from tidegauge.alerts.records import Reading, Rule
from tidegauge.findings import Link
from tidegauge.formats import moment
from tidegauge.settings import Settings


def words(rule: Rule, settings: Settings) -> str:
    """Return the condition in words: `No call for 2 hours`."""
    return f"No {_what(rule, settings)} for {length_words(rule.table.older_than or timedelta(0))}"


def read(asked: Asked) -> Iterable[Reading]:
    """Return how long before each window's end the last one with such a call ended, in ms."""
    older = asked.rule.table.older_than or timedelta(0)
    found = history_of(asked, back=older + asked.rule.table.window)
    return _readings(found, older) if found else ()


def _readings(history: History, older: timedelta) -> Iterator[Reading]:
    grid, counted = history.grid, history.sums.n
    # Of what never came nobody knows when it should have come; the last window with a call is the newest.
    number = np.where(counted > 0, grid.numbers[:, None], -1)
    newest = np.maximum.accumulate(number, axis=0)[grid.asked]
    least = older / timedelta(milliseconds=1)
    for window, place in enumerate(grid.asked.tolist()):
        for column, segment in enumerate(history.segments):
            last = int(newest[window, column])
            if last < 0:
                continue
            age = (int(grid.numbers[place]) - last) * grid.width
            is_old, n = age >= older, int(counted[place, column])
            age_ms = age / timedelta(milliseconds=1)
            yield Reading(segment, grid.end(place), is_old, not is_old, age_ms, least, n=n)


def sentence(rule: Rule, settings: Settings, reading: Reading, onset: datetime | None) -> str:
    """Return since when nothing has come, and how soon it should have."""
    del onset
    last = reading.at - timedelta(milliseconds=reading.value or 0)
    return (
        f"No {_what(rule, settings)} since {moment(last, settings.time_zone or 'UTC', reading.at)}"
        f"{place_words(rule, reading.segment)}: more than {length_words(rule.table.older_than or timedelta(0))}."
    )


def link(rule: Rule, settings: Settings, reading: Reading, onset: datetime | None) -> Link:
    """Return Health around that time."""
    return Link("health", around(rule, settings, reading, onset))


def _what(rule: Rule, settings: Settings) -> str:
    name = rule.table.metric
    return "call" if name is None else f"value of {metric_of(name, settings).label}"


CONDITION = Condition("is too old", ("older_than",), ("metric",), words, read, sentence, link)
