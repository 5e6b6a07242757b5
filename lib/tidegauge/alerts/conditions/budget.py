"""A share of a budget is spent: of a day, week or month of the viewer's calendar."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from tidegauge import formats
from tidegauge.alerts.conditions._condition import Asked, Condition
from tidegauge.alerts.conditions._history import history_of
from tidegauge.alerts.conditions._link import chips_of
from tidegauge.alerts.conditions._words import metric_of, place_words
from tidegauge.alerts.history.records import History
from tidegauge.alerts.history.spend import Spend, as_recorded, priced
from tidegauge.alerts.records import Reading, Rule
from tidegauge.findings import Link
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports._cost.money import STEP
from tidegauge.reports._cost.periods import period_of
from tidegauge.settings import Settings
from tidegauge.time_zones import to_local


def words(rule: Rule, settings: Settings) -> str:
    """Return the condition in words: `80% of the budget of $100 a day is spent`."""
    table = rule.table
    return f"{formats.share(table.share)} of the budget of {_amount(rule, settings, table.budget)} a {table.per} is spent"


def read(asked: Asked) -> Iterable[Reading]:
    """Return what each segment had spent at the end of every window since its day, week or month began.

    Where calls have no cost on record, they cost what the price list says of their tokens, as on the page Cost. Of calls whose cost
    nobody knows nothing is said: that is not $0.
    """
    if not asked.ends:
        return ()
    table, zone = asked.rule.table, ZoneInfo(asked.settings.time_zone or "UTC")
    width = STEP if not table.window % STEP else table.window
    many = -(-(asked.ends[-1] - period(asked.ends[0], table.per, zone)[0]) // width)
    ends = [asked.ends[-1] - width * number for number in reversed(range(many))]
    fine = asked.rule.table.model_copy(update={"window": width})
    metric = (
        None if table.metric else chosen_metrics(["cost"], asked.settings, asked.source.store.catalog())[0]
    )
    found = history_of(replace(asked, rule=replace(asked.rule, table=fine), ends=ends), metric=metric)
    return _readings(_spend(found, asked, ends, width), asked, zone) if found else ()


def _spend(history: History, asked: Asked, ends: Sequence[datetime], width: timedelta) -> Spend:
    recorded, table = as_recorded(history), asked.rule.table
    whole = not (recorded.known < recorded.calls).any()
    if table.metric not in {None, "cost"} or whole or width != STEP:
        return recorded
    return priced(asked.source, asked.settings, table.where, table.for_each, ends) or recorded


def _readings(spend: Spend, asked: Asked, zone: ZoneInfo) -> Iterator[Reading]:
    table = asked.rule.table
    limit = (table.budget or 0.0) * table.share
    spent, known, calls = (
        np.vstack([np.zeros((1, one.shape[1])), np.cumsum(one, axis=0)])
        for one in (spend.money, spend.known, spend.calls)
    )
    places = {end: number for number, end in enumerate(spend.ends, 1)}
    for end in asked.ends:
        start, _ = period(end, table.per, zone)
        # A zone whose midnight lies within a step begins with the next one.
        begin = bisect_right(spend.ends, start)
        here = places[end]
        for column, segment in enumerate(spend.segments):
            value, n, every = (float(one[here, column] - one[begin, column]) for one in (spent, known, calls))
            if every and not n:
                # Nobody knows what these calls cost: that is not nothing.
                yield Reading(segment, end, None)
                continue
            is_over = value >= limit
            yield Reading(segment, end, is_over, not is_over, value, table.budget, n=int(n))


def period(end: datetime, per: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the local day, week (from Monday) or month in which a window ends, UTC: its start and its end.

    A window that ends at midnight belongs to the day before.

    >>> period(datetime(2026, 11, 1), "month", ZoneInfo("UTC"))[0], period(datetime(2026, 11, 18, 9), "week", ZoneInfo("UTC"))[0]
    (datetime.datetime(2026, 10, 1, 0, 0), datetime.datetime(2026, 11, 16, 0, 0))
    """
    found = period_of(end - timedelta(microseconds=1), per, zone.key)
    return found.start, found.end


def sentence(rule: Rule, settings: Settings, reading: Reading, onset: datetime | None) -> str:
    """Return what was spent by when, of which budget."""
    del onset
    table, zone = rule.table, settings.time_zone or "UTC"
    start, stop = period(reading.at, table.per, ZoneInfo(zone))
    used = (reading.value or 0) / (table.budget or 1)
    passed = (reading.at - start) / (stop - start)
    return (
        f"{_amount(rule, settings, reading.value)} of the budget of {_amount(rule, settings, table.budget)} a {table.per} is spent"
        f"{place_words(rule, reading.segment)}: {formats.share(used)} by {formats.moment(reading.at, zone, reading.at)}, "
        f"when {formats.share(passed)} of the {table.per} is over."
    )


def link(rule: Rule, settings: Settings, reading: Reading, onset: datetime | None) -> Link:
    """Return Segments of that day, week or month."""
    del onset
    zone = settings.time_zone or "UTC"
    start, _ = period(reading.at, rule.table.per, ZoneInfo(zone))
    chips = chips_of(rule, reading.segment)
    return Link(
        "segments",
        {
            "metric": rule.table.metric or "cost",
            "window": "choose dates…",
            "from": to_local(start, ZoneInfo(zone)).isoformat(timespec="minutes"),
            "to": to_local(reading.at, ZoneInfo(zone)).isoformat(timespec="minutes"),
            "tz": zone,
            **({"where": chips} if chips else {}),
        },
    )


def _amount(rule: Rule, settings: Settings, value: float | None) -> str:
    return formats.value(value, metric_of(rule.table.metric or "cost", settings).unit, settings.currency)


CONDITION = Condition(
    "has spent its budget", ("budget",), ("metric", "per", "share"), words, read, sentence, link
)
