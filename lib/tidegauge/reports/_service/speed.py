"""How fast calls are and how many are turned away: of all of them, and of each value of a dimension."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.reports._compare import compared, comparisons
from tidegauge.reports._gather import Gathered
from tidegauge.reports._records import Comparison, Segment
from tidegauge.reports._sentences import shown
from tidegauge.reports._service.metrics import FIRST_TOKEN, LATENCY
from tidegauge.reports._sides import Sides
from tidegauge.reports._summary import REST, Summary, summarise

MOST = 40
"""Values of a dimension that stand alone; those with fewer calls are pooled."""


@dataclass(frozen=True)
class Speeds:
    """The numbers of all calls, and the segments with those of latency and first token, most calls first."""

    figures: tuple[Comparison, ...]
    rows: tuple[Segment, ...]


def speeds(calls: Gathered, asked: TraceFilter, metrics: Sequence[Metric], by: str | None) -> Speeds:
    """Return the comparisons of `metrics`; those of segments are of the speeds among them."""
    fast = [one for one in metrics if one.name in {*LATENCY, *FIRST_TOKEN}]
    keys = [calls.column(by)] if by else []
    summary = summarise(calls, metrics, keys)
    whole = Sides(summary.by())
    every = compared(whole, metrics, with_reference=asked.reference is not None)
    figures = comparisons(every, whole)[0] if whole.size else ()
    known = [one for one in fast if any(it.metric == one.name and it.current.n for it in figures)]
    return Speeds(figures, _segments(summary, asked, known, by) if by and known else ())


def _segments(
    summary: Summary, asked: TraceFilter, metrics: Sequence[Metric], by: str
) -> tuple[Segment, ...]:
    first = Sides(summary)
    small = _small(first)
    sides = Sides(summary.pooled(small)) if small.height else first
    every = compared(sides, metrics, with_reference=asked.reference is not None)
    found = comparisons(every, sides)
    values = sides.places.drop("place").to_series().to_list()
    order = np.lexsort((-sides.n_current, np.array([value == REST for value in values])))
    return tuple(
        _segment(sides, place, by, values[place], found[place], small.height)
        for place in order.tolist()
        if sides.n_current[place]
    )


def _small(sides: Sides) -> pl.DataFrame:
    """Return all values but the `MOST` with most calls, where that is two or more."""
    ranked = np.argsort(-sides.n_current, kind="stable")[MOST:].tolist()
    small = ranked if len(ranked) > 1 else []
    return sides.places.filter(pl.col("place").is_in(small)).drop("place")


def _segment(
    sides: Sides, place: int, by: str, value: str | None, found: tuple[Comparison, ...], pooled: int
) -> Segment:
    is_rest = value == REST
    before = sides.n_reference.sum()
    return Segment(
        {by: "rest" if is_rest else shown(value)},
        int(sides.n_current[place]),
        int(sides.n_reference[place]),
        float(sides.n_current[place] / sides.n_current.sum()),
        float(sides.n_reference[place] / before) if before else None,
        found,
        pooled if is_rest else 0,
    )
