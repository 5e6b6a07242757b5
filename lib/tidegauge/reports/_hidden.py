"""Segments that changed while the total did not: the screen's second use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tidegauge.filters import NOT_RECORDED
from tidegauge.findings import Verdict, rank
from tidegauge.metrics.metric import Metric
from tidegauge.reports._compare import aligned, compared, comparisons
from tidegauge.reports._records import Comparison
from tidegauge.reports._summary import Summary
from tidegauge.stats.verdict import ALPHA

LEAST = 0.01
"""A segment with less than this share of traffic is for the Segments page, not for the first page."""


@dataclass(frozen=True)
class Screened:
    """One value of one dimension, its comparison and its share of current traffic."""

    segment: Mapping[str, str]
    comparison: Comparison
    share: float


@dataclass(frozen=True)
class Hidden:
    """At most one changed segment a metric, and the count of what was looked at by verdict."""

    found: tuple[tuple[Metric, Screened], ...]
    looked_at: int
    not_material: int
    cannot_tell: int


def hidden(screen: Summary, metrics: Sequence[Metric], dimensions: Sequence[str]) -> Hidden:
    """Return each metric's most important changed segment; verdicts stand after correction over every dimension."""
    plain = [metric for metric in metrics if metric.name in screen.statistics]
    rows = [row for level, name in enumerate(dimensions, 1) for row in _level(screen, level, name, plain)]
    verdicts = [row.comparison.verdict for row in rows]
    best = [(metric, one) for metric in plain if (one := _best(metric, rows, len(dimensions))) is not None]
    return Hidden(
        tuple(best), len(rows), verdicts.count(Verdict.NOT_MATERIAL), verdicts.count(Verdict.CANNOT_TELL)
    )


def _level(screen: Summary, level: int, name: str, metrics: Sequence[Metric]) -> list[Screened]:
    part = screen.at_level(level, f"d{level - 1}")
    sides = aligned(part)
    if sides.size < 2 or not metrics:
        return []
    every = comparisons(compared(part, sides, metrics, with_reference=True), sides)
    values = sides.places.drop("place").to_series().to_list()
    share = sides.n_current / max(sides.n_current.sum(), 1)
    return [
        Screened({name: NOT_RECORDED if value is None else value}, one, float(share[place]))
        for place, value in enumerate(values)
        for one in every[place]
    ]


def _best(metric: Metric, rows: Sequence[Screened], searches: int) -> Screened | None:
    sure = [
        row
        for row in rows
        if row.comparison.metric == metric.name
        and row.comparison.verdict is Verdict.CHANGED
        and row.share >= LEAST
        # A totals' change in one segment is traffic that moved; the mix of a rate or mean says it better.
        and not row.comparison.relative
        and (row.comparison.p_value or 0.0) * searches < ALPHA
    ]
    return max(sure, key=_importance, default=None)


def _importance(row: Screened) -> tuple[int, float]:
    one = row.comparison
    size = abs(one.difference.value) if one.difference else 0.0
    return (-rank(one.verdict, one.direction), size * row.share)
