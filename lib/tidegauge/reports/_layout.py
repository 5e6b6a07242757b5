"""What a report reads of each row: a column for every text that may be filtered, and those of every metric."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import Condition, Grain, TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import DistinctParts, Parts, parts
from tidegauge.queries.flat import conditions_apart, flat, flat_whole
from tidegauge.queries.relation import Rows
from tidegauge.queries.summaries import same_sums, values_of
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.declared_dimensions import Dimensions


@dataclass(frozen=True)
class Layout:
    """The flat rows (see `queries.flat`), and where in them everything stands.

    `attributes` are the texts in the columns d0, d1, ...; `prefixes` says what the columns of a metric begin with:
    two metrics of the same sums share theirs. `apart` are the conditions that are asked of the store.
    """

    query: sa.Select[Any]
    parts: Mapping[str, Parts]
    prefixes: Mapping[str, str]
    attributes: tuple[str, ...]
    apart: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Whole:
    """All rows of a store, as a question: two are equal for as long as `version` is the same."""

    version: str
    grain: Grain
    metrics: tuple[Metric, ...]
    attributes: tuple[str, ...]
    catalog: Catalog = field(compare=False)
    dimensions: Dimensions = field(compare=False)


@lru_cache(maxsize=16)
def layout_of_all(asked: Whole) -> Layout:
    """Return the layout of all rows. One that is remembered is the same statement, and so is compiled already."""
    rows = Rows(asked.catalog, asked.grain, dimensions=asked.dimensions)
    every, prefixes, values = _values(rows, asked.metrics)
    query = flat_whole(rows, asked.attributes, values)
    return Layout(query, every, prefixes, asked.attributes)


def layout_of(
    rows: Rows, asked: TraceFilter, metrics: Sequence[Metric], dimensions: tuple[str, ...]
) -> Layout:
    """Return the layout of the rows that a filter reads."""
    every, prefixes, values = _values(rows, metrics)
    apart = tuple(conditions_apart(rows, asked, dimensions))
    return Layout(flat(rows, asked, dimensions, values), every, prefixes, dimensions, apart)


def narrowed(
    rows: Rows, asked: TraceFilter, layout: Layout, metrics: Sequence[Metric], dimensions: tuple[str, ...]
) -> sa.Select[Any]:
    """Return the flat rows of a layout with the columns of only some of its metrics, and no join that others need.

    `rows` is a relation of which nothing was asked yet.
    """
    own = {layout.prefixes[metric.name]: parts(metric, rows.column) for metric in metrics}
    units = {
        layout.prefixes[metric.name]: rows.column(metric.per)
        for metric in metrics
        if metric.per and not isinstance(layout.parts[metric.name], DistinctParts)
    }
    return flat(rows, asked, dimensions, values_of(own, units))


def _values(
    rows: Rows, metrics: Sequence[Metric]
) -> tuple[dict[str, Parts], dict[str, str], dict[str, sa.ColumnElement[Any]]]:
    """Return the parts of each metric, its prefix, and the columns m0_a, ... that have to be read for all of them."""
    every = {metric.name: parts(metric, rows.column) for metric in metrics}
    prefixes = _prefixes(metrics, every)
    units = {
        prefixes[metric.name]: rows.column(metric.per)
        for metric in metrics
        if metric.per and not isinstance(every[metric.name], DistinctParts)
    }
    own = {prefixes[name]: part for name, part in every.items()}
    return every, prefixes, values_of(own, units)


def _prefixes(metrics: Sequence[Metric], every: Mapping[str, Parts]) -> dict[str, str]:
    found: dict[str, str] = {}
    plain: list[Metric] = []
    for place, metric in enumerate(metrics):
        same = (one for one in plain if not metric.per and same_sums(every[one.name], every[metric.name]))
        twin = next(same, None)
        found[metric.name] = found[twin.name] if twin else f"m{place}"
        plain += [] if metric.per or twin else [metric]
    return found
