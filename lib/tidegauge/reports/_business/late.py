"""How long outcomes take, and until when they are complete: what is younger is in no test."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.queries.business import delays
from tidegauge.reports._business.records import Delay
from tidegauge.reports._business.roles import OWN
from tidegauge.reports._daily_rows import read_kept
from tidegauge.reports.source import Source
from tidegauge.settings_business import BusinessTable

LEVEL = 0.95
"""The share of outcomes that is there after the usual delay."""
BEFORE = timedelta(days=14)
"""The calls of this long before the window say how long outcomes take: those of the window may still wait for theirs."""
FEWEST = 30
"""Outcomes below which their delay is not measured."""


def usual_delay(source: Source, asked: TraceFilter, table: BusinessTable, roles: Mapping[str, str]) -> Delay:
    """Return the longest usual delay among the outcomes that figures are made of."""
    newest = source.store.catalog().newest
    if table.delay_hours is not None:
        until = newest and _earlier(newest, table.delay_hours)
        return Delay(table.delay_hours, until, 0, {}, is_set=True)
    names = [name for role, name in roles.items() if not role.startswith(OWN)] or list(roles.values())
    found, n = _measured(source, asked, names)
    if not found or newest is None:
        return Delay(None, None, n, found)
    hours = max(found.values())
    return Delay(hours, _earlier(newest, hours), n, found)


def _earlier(newest: datetime, hours: float) -> datetime:
    return newest - min(timedelta(hours=hours), newest - datetime.min)  # noqa: DTZ901  UTC without a zone


def _measured(source: Source, asked: TraceFilter, names: list[str]) -> tuple[dict[str, float], int]:
    first = source.store.catalog().first
    start = asked.current.window.start
    window = Window(start - min(BEFORE, start - datetime.min), start)  # noqa: DTZ901  as above
    if first is None or first >= start:
        window = asked.current.window
    alone = TraceFilter(Population(window), grain=asked.grain, time_zone=asked.time_zone)
    frame = read_kept(source, alone, delays(source.rows(alone), window, names, LEVEL))
    rows = {name: (n, seconds) for name, n, seconds in frame.iter_rows() if n >= FEWEST}
    return {name: max(seconds, 0.0) / 3600 for name, (_, seconds) in sorted(rows.items())}, sum(
        n for n, _ in rows.values()
    )


def final_part(asked: TraceFilter, until: datetime | None) -> TraceFilter | None:
    """Return the part of a filter whose outcomes are all there; the reference ends as much earlier, so that the hours stay alike.

    None where nothing of the window is final.
    """
    window, reference = asked.current.window, asked.reference
    if until is None or until >= window.end:
        return asked
    if until <= window.start:
        return None
    cut = window.end - until
    current = replace(asked.current, window=Window(window.start, until))
    if reference is None:
        return replace(asked, current=current)
    old = reference.window
    end = old.end - cut if old.length == window.length else min(old.end, until)
    return replace(asked, current=current, reference=replace(reference, window=Window(old.start, end)))
