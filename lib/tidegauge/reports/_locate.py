"""Where a change sits: the smallest conjunction of attribute values that explains it, found one attribute at a time.

A first look for the overview. Ranking: share of the change explained, minus half of the segment's share of traffic,
so that a segment that merely has its fair part of an even rise is not named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tidegauge.filters import NOT_RECORDED, Condition, TraceFilter
from tidegauge.findings import Verdict
from tidegauge.metrics.metric import Metric
from tidegauge.reports._compare import aligned, compared, comparisons
from tidegauge.reports._records import Comparison
from tidegauge.reports._summary import Summary, screened
from tidegauge.reports.source import Source

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
    looked_at: int


def locate(
    source: Source,
    asked: TraceFilter,
    metric: Metric,
    dimensions: Sequence[str],
    screen: Summary | None = None,
) -> Location | None:
    """Return the segment that explains a metric's change, or None where it is spread over the traffic.

    `screen` may hand in the first look, which the overview shares between its metrics.
    """
    found: Location | None = None
    narrowed, left = asked, list(dimensions)
    for _ in range(DEPTH):
        if not left:
            break
        summary = (
            screen if screen is not None and found is None else screened(source, narrowed, [metric], left)
        )
        step = _best(summary, metric, left)
        if step is None or (found is not None and not _tighter(found, step)):
            break
        found = _joined(found, step)
        (name, value), *_ = step.segment.items()
        narrowed = narrowed.narrowed(Condition(name, "=", (value,)))
        left = [dimension for dimension in left if dimension != name]
    return found


def _best(summary: Summary, metric: Metric, dimensions: Sequence[str]) -> Location | None:
    if metric.name not in summary.statistics:
        return None
    whole = _whole(summary, metric)
    if whole is None or whole.difference is None or not whole.difference.value:
        return None
    found = [
        place
        for level, name in enumerate(dimensions, 1)
        for place in _level(summary, level, name, metric, whole)
    ]
    looked_at = len(found)
    named = [one for one in found if one.explained >= EXPLAINS and one.explained - one.share >= EXCESS]
    if not named:
        return None
    best = max(named, key=lambda one: min(one.explained, 1.2) - one.share / 2)
    return Location(best.segment, best.comparison, best.explained, best.share, looked_at)


def _whole(summary: Summary, metric: Metric) -> Comparison | None:
    total = summary.at_level(0, "")
    if total.rows.is_empty():
        return None
    sides = aligned(total)
    return comparisons(compared(total, sides, [metric], with_reference=True), sides)[0][0]


def _level(summary: Summary, level: int, name: str, metric: Metric, whole: Comparison) -> list[Location]:
    part = summary.at_level(level, f"d{level - 1}")
    sides = aligned(part)
    if sides.size < 2:
        return []
    rows = comparisons(compared(part, sides, [metric], with_reference=True), sides)
    explained = _explained(rows, whole)
    values = sides.places.drop("place").to_series().to_list()
    share = sides.n_current / max(sides.n_current.sum(), 1)
    return [
        Location(
            {name: NOT_RECORDED if value is None else value},
            rows[place][0],
            explained[place],
            float(share[place]),
            0,
        )
        for place, value in enumerate(values)
        if rows[place][0].verdict is Verdict.CHANGED and explained[place] == explained[place]
    ]


def _explained(rows: Sequence[tuple[Comparison, ...]], whole: Comparison) -> list[float]:
    """Return each segment's share of the whole change: of a total its own change, of a rate or mean what the rate did."""
    assert whole.difference is not None  # noqa: S101  asked for with a reference
    if whole.relative:
        change = whole.current.value - (whole.reference.value if whole.reference else 0)
        parts = [one.current.value - (one.reference.value if one.reference else 0) for (one,) in rows]
        return [part / change if change else float("nan") for part in parts]
    now = np.array([one.current.n for (one,) in rows], dtype=float)
    before = np.array([one.reference.n if one.reference else 0 for (one,) in rows], dtype=float)
    weight = (now / max(now.sum(), 1) + before / max(before.sum(), 1)) / 2
    moved = np.array([one.difference.value if one.difference else np.nan for (one,) in rows])
    return [float(part) for part in weight * moved / whole.difference.value]


def _tighter(found: Location, step: Location) -> bool:
    """Whether the narrower segment is worth naming: it moved clearly more than the wider one."""
    wide, narrow = found.comparison.difference, step.comparison.difference
    return wide is not None and narrow is not None and abs(narrow.value) >= 1.3 * abs(wide.value)


def _joined(found: Location | None, step: Location) -> Location:
    if found is None:
        return step
    return Location(
        {**found.segment, **step.segment},
        step.comparison,
        found.explained * min(step.explained, 1.0),
        found.share * step.share,
        found.looked_at + step.looked_at,
    )
