"""The calls of a filter with all that a report asks of each: read once, then grouped in many ways."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.filters import Condition, TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import DistinctParts, Parts, parts
from tidegauge.queries.flat import conditions_apart, flat
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import Buckets, divided
from tidegauge.queries.summaries import values_of
from tidegauge.reports._exposure import exposure
from tidegauge.reports.source import Source
from tidegauge.schema.tables import TABLES, Kind

FILTERED = tuple(
    name
    for name, kind in TABLES["spans"].kinds.items()
    if kind is Kind.TEXT and not name.endswith("_id") and name not in {"input_text", "output_text"}
)
"""What every store has of texts with few values: a filter on them shall find the copy too."""

WHOLE = 1_500_000
"""A store with no more spans than this is held whole."""


@dataclass(frozen=True)
class Gathered:
    """The calls of a filter, flat (see `queries.flat`), with their dimensions and the values of `metrics`.

    `attributes` are the texts that stand in the columns d0, d1, ...: the dimensions, and what else may be filtered.
    `read` answers a Select over them; `apart` are the conditions that were asked of the store; `exposure` is what a
    total of the reference is multiplied by.
    """

    flat: sa.FromClause
    read: Callable[[sa.Select[Any]], pl.DataFrame]
    asked: TraceFilter
    metrics: tuple[Metric, ...]
    parts: Mapping[str, Parts]
    dimensions: tuple[str, ...]
    attributes: tuple[str, ...]
    apart: tuple[Condition, ...]
    exposure: float
    buckets: Buckets | None = None

    @cached_property
    def calls(self) -> sa.Subquery:
        """The rows to group, with the columns side, bucket, d0, d1, ... and m0_a, ... (see `queries.summaries`)."""
        return divided(self.flat, self.asked, self.attributes, self.apart, self.buckets).subquery("calls")

    def column(self, dimension: str) -> str:
        """Return what a dimension's column is called: d0, d1, ..."""
        return f"d{self.attributes.index(dimension)}"

    def prefix(self, metric: Metric) -> str:
        """Return what the columns of a metric begin with: m0, m1, ..."""
        return f"m{self.metrics.index(metric)}"

    def narrowed(self, segment: Mapping[str, str]) -> "Gathered":
        """The same, with only the calls that have these values of dimensions."""
        chips = (Condition(name, "=", (value,)) for name, value in segment.items())
        return replace(self, asked=self.asked.narrowed(*chips))

    def bucketed(self, buckets: Buckets) -> "Gathered":
        """The same, in other time buckets."""
        return replace(self, buckets=buckets)


def gather(
    source: Source, asked: TraceFilter, metrics: Sequence[Metric], dimensions: Sequence[str]
) -> Gathered:
    """Return the calls of a filter for a report that groups them once or twice: every question reads the store."""
    rows = source.rows(asked)
    every, values = _values(rows, metrics)
    calls = flat(rows, asked, dimensions, values).subquery("flat")
    apart = conditions_apart(rows, asked, dimensions)
    scale = exposure(asked, rows.catalog)
    by = tuple(dimensions)
    return Gathered(calls, source.store.read, asked, tuple(metrics), every, by, by, tuple(apart), scale)


@contextmanager
def held(
    source: Source, asked: TraceFilter, metrics: Sequence[Metric], dimensions: Sequence[str]
) -> Iterator[Gathered]:
    """Hold the calls of a filter for a report that groups them many times.

    A small store is held whole, so that another window or another value of a dimension finds the copy again.
    """
    rows = source.rows(asked)
    attributes = tuple(dict.fromkeys((*dimensions, *FILTERED)))
    small = rows.catalog.rows["spans"] <= WHOLE
    whole = small and not conditions_apart(rows, asked, attributes)
    if whole:
        rows = source.rows(asked, whole=True)
    else:
        attributes = tuple(dimensions)
    apart = conditions_apart(rows, asked, attributes)
    every, values = _values(rows, metrics)
    with source.store.hold(flat(rows, asked, attributes, values, whole=whole)) as kept:
        scale = exposure(asked, rows.catalog)
        yield Gathered(
            kept.rows,
            kept.read,
            asked,
            tuple(metrics),
            every,
            tuple(dimensions),
            attributes,
            tuple(apart),
            scale,
        )


def _values(
    rows: Rows, metrics: Sequence[Metric]
) -> tuple[dict[str, Parts], dict[str, sa.ColumnElement[Any]]]:
    """Return the parts of each metric, and the columns m0_a, ... that have to be read for them."""
    every = {metric.name: parts(metric, rows.column) for metric in metrics}
    units = {
        f"m{place}": rows.column(metric.per)
        for place, metric in enumerate(metrics)
        if metric.per and not isinstance(every[metric.name], DistinctParts)
    }
    return every, values_of({f"m{place}": every[metric.name] for place, metric in enumerate(metrics)}, units)
