"""The key numbers of a page and their trends: what can be drawn before the search for what changed is through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tidegauge.filters import TraceFilter
from tidegauge.findings import Direction, rank
from tidegauge.metrics.metric import Metric
from tidegauge.queries.changes import changes_in
from tidegauge.reports._compare import compared, comparisons
from tidegauge.reports._gather import held
from tidegauge.reports._records import ChangeMark, Comparison, Trend, Windows
from tidegauge.reports._rulers import Ruler, changed_rulers
from tidegauge.reports._series import buckets_for, marks, trends
from tidegauge.reports._sides import Sides
from tidegauge.reports._summary import summarise
from tidegauge.reports._windows import windows_of
from tidegauge.reports.source import Source

MOST_CHARTS = 4
"""More charts than this on the first page are scenery."""


@dataclass(frozen=True)
class Numbers:
    """A comparison and a trend of each metric, in the order that was asked for."""

    windows: Windows
    comparisons: tuple[Comparison, ...]
    trends: tuple[Trend, ...]
    changes: tuple[ChangeMark, ...]
    rulers: Mapping[str, Ruler]


def numbers(
    source: Source, asked: TraceFilter, metrics: Sequence[Metric], dimensions: Sequence[str]
) -> Numbers:
    """Return the numbers of `metrics`; the calls stay at hand, with their `dimensions`, for who looks further."""
    buckets = buckets_for(asked.current.window)
    with held(source, asked, metrics, dimensions) as calls:
        series = Sides(summarise(calls.bucketed(buckets), metrics, ("bucket",)))
    total, rulers = Sides(series.summary.by()), changed_rulers(source, asked, metrics)
    every = compared(total, metrics, with_reference=asked.reference is not None)
    found = comparisons(every, total, not_comparable=rulers)[0]
    if asked.versus:
        # Two values of an attribute have each their own traffic: more or less of it is neither good nor bad.
        found = tuple(replace(one, direction=Direction.NEUTRAL) if one.relative else one for one in found)
    recorded = marks(source.store.read(changes_in(source.store.catalog(), asked.current.window)))
    drawn = trends(series, asked, metrics, buckets, recorded, found, source.store.catalog().newest)
    return Numbers(windows_of(source, asked, total), found, drawn, recorded, rulers)


@dataclass(frozen=True)
class ShownTrend:
    """A trend worth a chart, with its heading."""

    label: str
    sub: str
    trend: Trend


def trends_shown(known: Numbers) -> tuple[ShownTrend, ...]:
    """Return the trends to draw: what got worse first, then what else changed, then the others in their order."""
    drawn = [one for one in known.trends if len(one.current) > 1]
    # Calls and spend say how much; what changed and how good it was comes first.
    ordered = sorted(drawn, key=lambda one: (rank(one.verdict, one.direction), one.unit == "count"))
    against = f"; dashed = {known.windows.comparison}" if known.windows.reference else ""
    return tuple(
        ShownTrend(one.label, f"{_UNITS.get(one.unit, '')}{one.grain}{against if not place else ''}", one)
        for place, one in enumerate(ordered[:MOST_CHARTS])
    )


_UNITS = {"share": "% of calls, ", "ms": "time, ", "usd": "money, ", "tokens": "tokens, "}
