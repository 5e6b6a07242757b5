"""Where a change sits: the smallest conjunction of attribute values that explains it, found one attribute at a time.

A first look for the overview. Ranking: share of the change explained, minus half of the segment's share of traffic,
so that a segment that merely has its fair part of an even rise is not named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tidegauge.findings import Verdict
from tidegauge.metrics.metric import Metric
from tidegauge.reports._gather import Gathered
from tidegauge.reports._records import Comparison
from tidegauge.reports._screen import Screen, screen
from tidegauge.reports._sides import Numbers

DEPTH = 3
EXPLAINS = 0.6
"""A segment is named if it explains at least this share of the change,"""
EXCESS = 0.25
"""and this much more than its own share of traffic would."""


@dataclass(frozen=True)
class Location:
    """A segment and what happened there. `explained` is its share of the whole change, `share` its share of traffic."""

    segment: Mapping[str, str]
    comparison: Comparison
    explained: float
    share: float


def locate(calls: Gathered, metric: Metric, first: Screen) -> Location | None:
    """Return the segment that explains a metric's change, or None where it is spread over the traffic.

    `first` is the look at all rows, which the overview shares between its metrics.
    """
    found, seen = None, first
    narrowed, left = calls, list(first.dimensions)
    for _ in range(DEPTH):
        step = _best(seen, metric)
        if step is None or (found is not None and not _tighter(found, step)):
            break
        found = step if found is None else _joined(found, step)
        (name,) = step.segment
        narrowed = narrowed.narrowed(step.segment)
        left.remove(name)
        if not left:
            break
        seen = screen(narrowed, [metric], left)
    return found


def _best(seen: Screen, metric: Metric) -> Location | None:
    whole = seen.whole(metric.name)
    if whole is None or whole.difference is None or not whole.difference.value:
        return None
    rows = seen.comparisons[metric.name]
    explained = _explained(seen, rows, whole)
    named = [
        Location(seen.segment(place), one, float(explained[place]), seen.share(place))
        for place, one in enumerate(rows)
        if one.verdict is Verdict.CHANGED
        and explained[place] >= EXPLAINS
        and explained[place] - seen.share(place) >= EXCESS
        and seen.levels[place] > 0
        and seen.divides(int(seen.levels[place]))
    ]
    return max(named, key=lambda one: min(one.explained, 1.2) - one.share / 2, default=None)


def _explained(seen: Screen, rows: Sequence[Comparison], whole: Comparison) -> Numbers:
    """Return each segment's share of the whole change: of a total its own change, of a rate or mean what the rate did."""
    assert whole.difference is not None  # noqa: S101  asked for with a reference
    now = np.array([one.current.value if whole.relative else one.current.n for one in rows], dtype=np.float64)
    before = np.array([_before(one, relative=whole.relative) for one in rows], dtype=np.float64)
    if whole.relative:
        change = whole.current.value - _before(whole, relative=True)
        return (now - before) / change if change else now * np.nan
    moved = np.array([one.difference.value if one.difference else np.nan for one in rows])
    weight = (_shares(now, seen.levels) + _shares(before, seen.levels)) / 2
    return np.asarray(weight * moved / whole.difference.value, dtype=np.float64)


def _before(one: Comparison, *, relative: bool) -> float:
    if one.reference is None:
        return 0.0
    return one.reference.value if relative else float(one.reference.n)


def _shares(n: Numbers, levels: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Numbers:
    totals = np.bincount(levels, weights=n)
    return np.asarray(n / np.maximum(totals, 1)[levels], dtype=np.float64)


def _tighter(found: Location, step: Location) -> bool:
    """Whether the narrower segment is worth naming: it moved clearly more than the wider one."""
    wide, narrow = found.comparison.difference, step.comparison.difference
    return wide is not None and narrow is not None and abs(narrow.value) >= 1.3 * abs(wide.value)


def _joined(found: Location, step: Location) -> Location:
    return Location(
        {**found.segment, **step.segment},
        step.comparison,
        found.explained * min(step.explained, 1.0),
        found.share * step.share,
    )
