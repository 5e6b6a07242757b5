"""What was changed: recorded events, and versions that were first seen in the traces without one."""

from collections.abc import Sequence
from datetime import timedelta

import polars as pl

from tidegauge.filters import TraceFilter, Window
from tidegauge.queries.changes import RECORDED, changes_in
from tidegauge.queries.scope_marks import first_seen
from tidegauge.reports._gather import Gathered
from tidegauge.reports._scope.records import Change
from tidegauge.reports.source import Source

EARLIER = timedelta(days=3)
"""How long before the window a change is still looked at."""
SETTLED = 0.02
"""A version that is seen in this first part of the time looked at was there before."""
FEWEST = 20
"""Calls that a version has to answer before its first one is taken for a change."""
_KINDS = {
    "prompt_version": "prompt",
    "model_version": "model",
    "index_version": "index",
    "app_version": "deploy",
}


def recorded(source: Source, asked: TraceFilter) -> tuple[Change, ...]:
    """Return the recorded changes of both windows and shortly before, oldest first."""
    window = _reach(asked)
    frame = source.store.read(changes_in(source.store.catalog(), window))
    return tuple(Change(*row) for row in reversed(frame.select(RECORDED).rows()))


def derived(calls: Gathered, versions: Sequence[str], known: Sequence[Change]) -> tuple[Change, ...]:
    """Return a change for the first call of each version that no recorded one names."""
    if not versions:
        return ()
    window = _windows(calls.asked)
    flat = calls.only(()) if calls.only else calls.flat
    columns = [calls.column(name) for name in versions]
    frame = calls.read(first_seen(flat, columns, window.start, window.end))
    told, settled = {one.to_version for one in known}, window.start + SETTLED * window.length
    found = []
    for column, name in zip(columns, versions, strict=True):
        firsts = frame.group_by(column).agg(pl.col("first").min(), pl.col("n").sum()).drop_nulls(column)
        late = firsts.filter((pl.col("first") > settled) & (pl.col("n") >= FEWEST))
        found += [
            Change(first, _KINDS.get(name, "deploy"), name, None, value, derived=True)
            for value, first, _ in late.iter_rows()
            if value not in told
        ]
    return tuple(sorted(found, key=lambda one: (one.at, one.to_version or "")))


def within(changes: Sequence[Change], window: Window) -> tuple[Change, ...]:
    """Return those of a window."""
    return tuple(one for one in changes if window.start <= one.at < window.end)


def _windows(asked: TraceFilter) -> Window:
    sides = [one.window for one in asked.sides]
    return Window(min(one.start for one in sides), max(one.end for one in sides))


def _reach(asked: TraceFilter) -> Window:
    both, earliest = _windows(asked), asked.current.window.wider(EARLIER).start
    return Window(min(both.start, earliest), both.end)


def called(one: Change) -> str:
    """Return a change in a few words.

    >>> from datetime import datetime
    >>> called(Change(datetime(2026, 11, 17), "prompt", "order_status", "v6", "v7"))
    'prompt order_status v6 → v7'
    >>> called(Change(datetime(2026, 11, 17), "model", "model_version", None, "aster-2", derived=True))
    'model_version aster-2 first seen'
    """
    if one.derived:
        return f"{one.component} {one.to_version} first seen"
    versions = " → ".join(filter(None, (one.from_version, one.to_version)))
    name = one.component if one.component != one.kind else None
    return " ".join(filter(None, (one.kind, name, versions)))
