"""One row of the drift table unfolded: both distributions, where the change is strongest, since when, and calls."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tidegauge.filters import NOT_RECORDED, Condition, TraceFilter
from tidegauge.findings import Effect, Link
from tidegauge.metrics.metric import Metric
from tidegauge.queries.changes import changes_in
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._compare import compared, comparisons
from tidegauge.reports._drift.again import look_again
from tidegauge.reports._drift.distribution import grown_range, grown_value, of_categories, of_numbers
from tidegauge.reports._drift.headline import Aspect, Headline
from tidegauge.reports._drift.look import Looked
from tidegauge.reports._drift.records import (
    Contrast,
    Distribution,
    DriftDetail,
    DriftRow,
    SegmentShift,
)
from tidegauge.reports._drift.samples import TEXT, of_text, samples
from tidegauge.reports._drift.shape import shape
from tidegauge.reports._gather import Gathered, gather
from tidegauge.reports._records import Trend
from tidegauge.reports._screen import Screen, screen
from tidegauge.reports._series import buckets_for, marks, trends
from tidegauge.reports._sides import Sides
from tidegauge.reports._summary import summarise
from tidegauge.reports.dimensions import known_dimensions
from tidegauge.reports.source import Source
from tidegauge.stats import stratified
from tidegauge.stats.drift._pair import CategoryPair

MOST_SEGMENTS = 5


def drift_detail(
    source: Source,
    asked: TraceFilter,
    row: DriftRow,
    metrics: Sequence[Metric],
    dimensions: Sequence[str],
    *,
    place: int = 0,
) -> DriftDetail:
    """Return a row of `drift` with what stands behind it; `place` is its place in the table, from 0.

    Raises:
        FilterError: the filter names an attribute that the store does not have.
    """
    asked = asked.narrowed(*(Condition(name, "=", (value,)) for name, value in row.segment.items()))
    if row.aspect == TEXT:
        return of_text(source, asked, row, place)
    found = look_again(source, asked, row, metrics)
    if found is None:
        return DriftDetail(row, place, "", None, (), "", (), None, None, ())
    looked, head = found
    drawn = _distribution(looked, head)
    chips = _grown(looked, row, drawn)
    by_column = looked.pair is not None
    by, segments, trend = _around(source, asked, looked, head, row, dimensions)
    return DriftDetail(
        row=row,
        place=place,
        shape=shape(drawn) if drawn else "",
        distribution=drawn,
        contrasts=_contrasts(drawn),
        by=by,
        segments=segments,
        trend=trend,
        grown=Link("traces", {"where": tuple(map(str, (*asked.where, *chips)))}) if chips else None,
        samples=samples(source, asked, chips, looked.subject.column, head.unit)
        if chips and by_column
        else (),
    )


def _distribution(looked: Looked, head: Headline) -> Distribution | None:
    if looked.pair is None:
        return None
    if isinstance(looked.pair, CategoryPair):
        return of_categories(looked.pair)
    return of_numbers(looked.pair, head.unit if head.unit != "share" else "")


def _contrasts(drawn: Distribution | None) -> tuple[Contrast, ...]:
    if drawn is None or not drawn.labels:
        return ()
    return tuple(Contrast(*one) for one in zip(drawn.labels, drawn.reference, drawn.current, strict=True))


def _grown(looked: Looked, row: DriftRow, drawn: Distribution | None) -> tuple[Condition, ...]:
    """Return the chips that keep the calls in the bins that grew most."""
    column = looked.subject.column
    if row.aspect == Aspect.MISSING:
        return (Condition(column, "=" if row.rising else "!=", (NOT_RECORDED,)),)
    if drawn is None:
        return ()
    value = grown_value(drawn)
    if value is not None:
        return (Condition(column, "=", (value,)),)
    ends = grown_range(drawn)
    if ends is None:
        return ()
    low, high = (f"{end:.6g}" for end in ends)
    first = () if ends[0] <= drawn.edges[0] else (Condition(column, ">=", (low,)),)
    last = () if ends[1] >= drawn.edges[-1] else (Condition(column, "<", (high,)),)
    return (*first, *last)


def _around(
    source: Source,
    asked: TraceFilter,
    looked: Looked,
    head: Headline,
    row: DriftRow,
    dimensions: Sequence[str],
) -> tuple[str, tuple[SegmentShift, ...], Trend | None]:
    if head.metric is None:
        return "", (), None
    known = known_dimensions(source, asked, dimensions)
    others = [row.by] if row.by else [one for one in known if one != looked.subject.column]
    calls = gather(source, asked, [head.metric], others)
    by, segments = _strongest(screen(calls, [head.metric], others), head.metric) if others else ("", ())
    return by, segments, _trend(source, calls, head.metric, row)


def _strongest(seen: Screen, metric: Metric) -> tuple[str, tuple[SegmentShift, ...]]:
    levels = [level for level in range(1, len(seen.dimensions) + 1) if seen.divides(level)]
    if not levels or metric.name not in seen.comparisons:
        return "", ()
    level = min(levels, key=lambda one: _agreement(seen, metric, one))
    rows = [
        SegmentShift(seen.values[place], one.difference, one.current.n)
        for place, one in enumerate(seen.comparisons[metric.name])
        if seen.levels[place] == level and one.difference and _known(one.difference)
    ]
    ordered = sorted(rows, key=lambda one: -abs(one.difference.value) * one.n**0.5)
    return seen.dimensions[level - 1], tuple(ordered[:MOST_SEGMENTS])


def _known(effect: Effect) -> bool:
    return bool(np.isfinite([effect.value, effect.low, effect.high]).all())


def _agreement(seen: Screen, metric: Metric, level: int) -> float:
    """Return the p-value of a dimension's values having moved alike: the smallest shows best where it is."""
    places = np.flatnonzero(seen.levels == level)
    (n1, s1, ss1), (n2, s2, ss2) = (
        [one[places] for one in seen.sides.moments(metric.name, side)] for side in (REFERENCE, CURRENT)
    )
    return stratified.difference((n1, s1, ss1), (n2, s2, ss2)).heterogeneity_p


def _trend(source: Source, calls: Gathered, metric: Metric, row: DriftRow) -> Trend:
    asked = calls.asked
    buckets = buckets_for(asked.current.window)
    series = Sides(summarise(calls.bucketed(buckets), [metric], ("bucket",)))
    recorded = marks(source.store.read(changes_in(source.store.catalog(), asked.current.window)))
    whole = Sides(series.summary.by())
    (total,) = comparisons(compared(whole, [metric], with_reference=True), whole)
    (found,) = trends(series, asked, [metric], buckets, recorded, total, source.store.catalog().newest)
    return replace(found, verdict=row.verdict, direction=row.direction)
