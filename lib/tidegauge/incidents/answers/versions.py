"""Which versions answered last in the segment."""

from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa

from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.findings import Link
from tidegauge.formats import share
from tidegauge.incidents.answers._answer import Answer, Answered, Asked
from tidegauge.incidents.page_link import page_params
from tidegauge.incidents.page_state import PageState
from tidegauge.incidents.segment_chips import chips_of
from tidegauge.queries.frequent_values import frequent_values
from tidegauge.reports._scope.dimensions import versions
from tidegauge.reports._sentences import brief
from tidegauge.reports.source import Source

RECENT = timedelta(hours=6)
"""The last so many hours of the store are what is live."""
MOST = 4
"""Attributes that are told, and values of each."""
Live = tuple[tuple[str, tuple[tuple[str, float], ...]], ...]


def _find(asked: Asked) -> Iterator[Answered]:
    source = asked.source
    newest = source.store.catalog().newest if source is not None else None
    if source is None or newest is None:
        return
    newest = min(newest, asked.incident.resolved_at or asked.now)
    window = Window(newest - RECENT, newest + timedelta(microseconds=1))
    # Of a segment that a version names, the question is which others are live beside it.
    chips = tuple(one for one in chips_of(asked.incident) if "version" not in one.attribute)
    live = asked.ask(_live, source, TraceFilter(Population(window, chips), time_zone=asked.zone))
    told = "; ".join(f"{name.removesuffix('_version')} {_values(found)}" for name, found in live)
    if told:
        names = tuple(name for name, _ in live[:2])
        state = PageState(window.start, window.end, where=tuple(map(str, chips)))
        yield Answered(told, Link("segments", {**page_params(state, asked.zone), "by": names}))


def _values(found: tuple[tuple[str, float], ...]) -> str:
    if len(found) == 1:
        return brief(found[0][0])
    return ", ".join(f"{brief(value)} {share(part)}" for value, part in found[:2])


def _live(source: Source, asked: TraceFilter) -> Live:
    """Return, for each attribute that holds versions, its most frequent values with their share of the calls."""
    names = versions(source, asked)[:MOST]
    rows = source.rows(asked)
    if not names:
        return ()
    counted = frequent_values(rows, names, asked.current.window, MOST, asked.where).subquery()
    found = source.store.read(sa.select(counted).order_by(counted.c.n.desc(), counted.c.value))
    every = {name: [(row[1], row[2]) for row in found.iter_rows() if row[0] == name] for name in names}
    return tuple(
        (name, tuple((value, n / sum(one[1] for one in values)) for value, n in values))
        for name, values in every.items()
        if values
    )


ANSWER = Answer("which versions are live", _find, needs_store=True)
