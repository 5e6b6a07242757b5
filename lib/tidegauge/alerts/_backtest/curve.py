"""The line of a back-test's chart: the metric of the segment that it is most about."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from math import nan

from tidegauge.alerts.backtest_records import Course, Firing
from tidegauge.alerts.conditions._words import metric_of, metric_words
from tidegauge.alerts.records import Reading, Rule, Segment
from tidegauge.settings import Settings

POINTS = 2_000
"""More points than this are not seen; of windows beside each other the one that lies farthest off is kept."""


def curve(
    rule: Rule, settings: Settings, read: Sequence[Reading], firings: Sequence[Firing]
) -> Course | None:
    """Return the course of the segment that fired most often, or was breached most often, or has most calls."""
    segment = _segment(read, firings)
    own = [one for one in read if one.segment == segment and one.value is not None]
    if not own:
        return None
    width = -(-len(own) // POINTS)
    kept = [max(own[first : first + width], key=_off) for first in range(0, len(own), width)]
    # Of so many windows beside each other one is kept, wherever it lies among them.
    drawn = _broken(kept, rule.table.window * (2 * width - 1), rule.table.window)
    columns = (
        tuple(nan if value is None else value for value in (getattr(one, name) for one in drawn))
        for name in ("value", "reference", "low", "high")
    )
    unit = metric_of(rule.table.metric or "", settings).unit
    at = tuple(one.at - rule.table.window for one in drawn)
    return Course(own[0].segment, metric_words(rule, settings), unit, at, *columns)


def _broken(kept: Sequence[Reading], apart: timedelta, window: timedelta) -> list[Reading]:
    """Return the readings with an empty one wherever they lie farther `apart`: a line there would say what nobody knows."""
    drawn: list[Reading] = []
    for one in kept:
        if drawn and one.at - drawn[-1].at > apart:
            drawn.append(Reading(one.segment, drawn[-1].at + window, None))
        drawn.append(one)
    return drawn


def _segment(read: Sequence[Reading], firings: Sequence[Firing]) -> Segment:
    fired = Counter(one.segment for one in firings)
    breached = Counter(one.segment for one in read if one.breach)
    calls = Counter[Segment]()
    for one in read:
        calls[one.segment] += one.n
    return max(calls, key=lambda one: (fired[one], breached[one], calls[one]), default=())


def _off(reading: Reading) -> float:
    return abs((reading.value or 0) - (reading.reference or 0))
