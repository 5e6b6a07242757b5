"""Which group changed, by how much: any metrics by any dimensions, both windows side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan

import numpy as np
import polars as pl

from tidegauge.errors import FilterError
from tidegauge.filters import Grain, TraceFilter
from tidegauge.findings import Finding, rank
from tidegauge.formats import count
from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import DistinctParts
from tidegauge.queries.rootless import rootless_traces
from tidegauge.reports._compare import compared, comparisons
from tidegauge.reports._gather import Gathered, gather
from tidegauge.reports._mix import Mix, mix_of
from tidegauge.reports._no_match import NOUNS, no_match
from tidegauge.reports._records import Comparison, Segment, Windows
from tidegauge.reports._rulers import Ruler, changed_rulers
from tidegauge.reports._segment_findings import findings_of
from tidegauge.reports._sentences import shown
from tidegauge.reports._sides import Sides
from tidegauge.reports._summary import REST, Summary, summarise
from tidegauge.reports._windows import windows_of
from tidegauge.reports.source import Source

CALLS = "calls"
"""The metric that counts rows, whatever they are."""

MOST = 500
"""Segments in a report, most material first. All of them count in the correction and in the totals."""

READABLE = 24
"""Up to this many segments every one stands alone, however small; among more, the small ones are pooled."""

DIMENSIONS = 4
"""More dimensions at once leave too few calls in a cell to say anything."""


@dataclass(frozen=True)
class SegmentsReport:
    """Segments with their share of traffic and each metric's comparison, most material first.

    `total` is all of the traffic, `mix` splits the first metric's change into what segments did and what traffic
    did (None where it is no rate or mean), `segments` counts every segment before small ones were pooled.
    """

    windows: Windows
    by: tuple[str, ...]
    metrics: tuple[str, ...]
    findings: tuple[Finding, ...]
    rows: tuple[Segment, ...]
    total: Segment
    mix: Mix | None
    segments: int
    pooled: int
    minimum_n: int


def segments(
    source: Source, asked: TraceFilter, metrics: Sequence[Metric], by: Sequence[str], *, currency: str = "USD"
) -> SegmentsReport:
    """Return the report of `metrics` by the dimensions `by`.

    Raises:
        FilterError: no dimension, more than four, or one that the store does not have.
        MetricError: a metric that the store cannot answer.
    """
    if not 1 <= len(set(by)) <= DIMENSIONS or len(set(by)) != len(by):
        raise FilterError(f"Segments need one to {DIMENSIONS} different dimensions, not “{', '.join(by)}”.")
    metrics = [_of_grain(one, asked.grain) for one in metrics]
    calls = gather(source, asked, metrics, by)
    whole = summarise(calls, metrics, [calls.column(name) for name in by])
    counted = Sides(whole)
    small = _small(counted, asked.minimum_n)
    pooled = small.height if counted.size > READABLE and small.height > 1 else 0
    sides = Sides(whole.pooled(small)) if pooled else counted
    rulers = changed_rulers(source, asked, metrics)
    rows = _segments(sides, asked, metrics, by, pooled, rulers)
    total = _total(_whole(calls, whole), asked, metrics, rulers)
    mix = mix_of(sides, metrics[0], by) if asked.reference else None
    # By name where they tie: the database gives them in another order every time.
    noted = _left_out(source, asked)
    ordered = sorted(rows, key=lambda one: (_materiality(one), one.pooled, tuple(one.values.values())))
    return SegmentsReport(
        windows=windows_of(source, asked, sides),
        by=tuple(by),
        metrics=tuple(metric.name for metric in metrics),
        findings=tuple(
            replace(one, details=(*one.details, *noted))
            for one in (
                findings_of(ordered, total, mix, asked, currency, rulers)
                if total.n_current
                else (no_match(source, asked),)
            )
        ),
        rows=tuple(ordered[:MOST]),
        total=total,
        mix=mix,
        segments=counted.size,
        pooled=pooled,
        minimum_n=asked.minimum_n,
    )


def _of_grain(metric: Metric, grain: Grain) -> Metric:
    """Return the metric that counts rows with the name of what a row is."""
    if metric.name != CALLS or metric.label != "Calls":
        return metric  # somebody gave it a name of their own
    return replace(metric, label=NOUNS[grain][1].capitalize())


def _left_out(source: Source, asked: TraceFilter) -> tuple[str, ...]:
    """Return how many traces of the window are no row, for want of a root."""
    if asked.grain is not Grain.TRACE:
        return ()
    found = int(source.store.read(rootless_traces(asked.current.window))["traces"][0])
    noun, verb = ("trace", "is") if found == 1 else ("traces", "are")
    return (f"{count(found)} {noun} without a root {verb} left out",) if found else ()


def _small(sides: Sides, minimum_n: int) -> pl.DataFrame:
    biggest = np.maximum(sides.n_current, sides.n_reference)
    return sides.places.filter(pl.Series(biggest < minimum_n, dtype=pl.Boolean)).drop("place")


def _segments(
    sides: Sides,
    asked: TraceFilter,
    metrics: Sequence[Metric],
    by: Sequence[str],
    pooled: int,
    rulers: Mapping[str, Ruler],
) -> list[Segment]:
    every = compared(sides, metrics, with_reference=asked.reference is not None)
    found = comparisons(every, sides, not_comparable=rulers)
    keys = sides.places.drop("place").rows()
    return [
        _segment(sides, place, dict(zip(by, keys[place], strict=True)), found[place], pooled)
        for place in range(sides.size)
    ]


def _segment(
    sides: Sides, place: int, values: Mapping[str, str | None], found: tuple[Comparison, ...], pooled: int
) -> Segment:
    is_rest = REST in values.values()
    current, reference = sides.n_current.sum(), sides.n_reference.sum()
    return Segment(
        values={name: "rest" if is_rest else shown(value) for name, value in values.items()},
        n_current=int(sides.n_current[place]),
        n_reference=int(sides.n_reference[place]),
        share=float(sides.n_current[place] / current) if current else 0.0,
        share_reference=float(sides.n_reference[place] / reference) if reference else None,
        comparisons=found,
        pooled=pooled if is_rest else 0,
    )


def _whole(calls: Gathered, by_segment: Summary) -> Summary:
    """Return the sums over all segments. What is counted once a session or user is asked anew: many are in several."""
    summed = by_segment.by()
    per_unit = [one for one in calls.metrics if one.per or isinstance(calls.parts[one.name], DistinctParts)]
    if not per_unit:
        return summed
    asked_anew = summarise(calls, per_unit, ()).others
    return replace(summed, others={**summed.others, **asked_anew})


def _total(
    summary: Summary, asked: TraceFilter, metrics: Sequence[Metric], rulers: Mapping[str, Ruler]
) -> Segment:
    sides = Sides(summary)
    every = compared(sides, metrics, with_reference=asked.reference is not None)
    return _segment(sides, 0, {}, comparisons(every, sides, not_comparable=rulers)[0], 0)


def _materiality(segment: Segment) -> tuple[float, ...]:
    first = segment.comparisons[0]
    if first.difference is None:
        return (-segment.share,)
    size = 0.0 if isnan(first.difference.value) else abs(first.difference.value)
    return (rank(first.verdict, first.direction), -size * max(segment.share, 0.001))


def table(report: SegmentsReport) -> pl.DataFrame:
    """Return the report's rows as a frame: a column for each dimension, and for each metric its numbers."""
    return pl.DataFrame([_flat(segment) for segment in report.rows], infer_schema_length=None)


def _flat(segment: Segment) -> dict[str, str | float | int | None]:
    row: dict[str, str | float | int | None] = dict(segment.values)
    row |= {"n_current": segment.n_current, "n_reference": segment.n_reference, "share": segment.share}
    for one in segment.comparisons:
        effect, before = one.difference, one.reference
        # A column may be dimension and metric at once: neither may replace the other.
        row |= {
            (f"{one.metric}_value" if one.metric in row else one.metric): one.current.value,
            f"{one.metric}_low": one.current.low,
            f"{one.metric}_high": one.current.high,
            f"{one.metric}_n": one.current.n,
            f"{one.metric}_reference": before.value if before else None,
            f"{one.metric}_difference": effect.value if effect else None,
            f"{one.metric}_difference_low": effect.low if effect else None,
            f"{one.metric}_difference_high": effect.high if effect else None,
            f"{one.metric}_verdict": one.verdict.value,
        }
    return row
