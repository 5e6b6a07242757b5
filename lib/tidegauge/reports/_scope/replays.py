"""The same search over ordinary earlier periods: how often it names something as strong there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.reports._gather import Gathered, at_hand
from tidegauge.reports._scope.assembly import Question
from tidegauge.reports._scope.leaves import leaf_table
from tidegauge.reports._scope.records import Replay
from tidegauge.reports._scope.search import Search
from tidegauge.reports.source import Source
from tidegauge.stats.scoping.leaves import LeafTable
from tidegauge.stats.scoping.replay import ReplayCount, past, replay

MOST = 8
"""Earlier periods that are searched again."""
MOST_LEAVES = 200_000
"""With more leaves than this the replay would take longer than the search is worth waiting for."""


def replays(source: Source, calls: Gathered, question: Question, found: Search) -> Replay | None:
    """Return the replay where something was found: over the reference's own periods, or windows before it."""
    table = found.leaves.table
    if not found.found or table.size > MOST_LEAVES:
        return None
    if len(table.references) > 1:
        return _told(replay(found.scoped, past(table), question.rules), "periods of the comparison")
    periods = list(_earlier(source, calls.asked, question))
    if not periods:
        return None
    return _told(replay(found.scoped, periods, question.rules), _called(calls.asked.current.window))


def _told(counted: ReplayCount, what: str) -> Replay:
    # Of six weeks one alone may be what somebody repaired in it.
    ordinary = counted.ordinary and counted.as_strong > 1
    return Replay(counted.fired, counted.as_strong, counted.periods, what, ordinary)


def _earlier(source: Source, asked: TraceFilter, question: Question) -> Iterator[LeafTable]:
    for one in _windows(asked, source.store.catalog().first):
        with at_hand(source, one, [question.summed], question.wanted.names) as calls:
            leaves = leaf_table(calls, question.summed, question.wanted)
        if leaves is not None:
            yield leaves.table


def _windows(asked: TraceFilter, first: datetime | None) -> Iterator[TraceFilter]:
    """Yield the same comparison of earlier times, as far as the store reaches; none where the sides are two groups."""
    reference = asked.reference
    if (
        reference is None
        or first is None
        or reference.window.length != asked.current.window.length
        or asked.versus
    ):
        return
    apart = asked.current.window.start - reference.window.start
    for number in range(1, MOST + 1):
        current, before = (one.window.earlier(number * apart) for one in (asked.current, reference))
        if apart <= timedelta(0) or before.start < first:
            return
        sides = Population(current, asked.current.where), Population(before, reference.where)
        yield replace(asked, current=sides[0], reference=sides[1])


def _called(window: Window) -> str:
    days = window.length / timedelta(days=1)
    if days == 7:
        return "earlier weeks"
    return "earlier days" if days == 1 else "earlier windows"
