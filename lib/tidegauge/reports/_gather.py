"""The calls of a filter with all that a report asks of each: read once, then grouped in many ways."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.filters import Condition, Population, TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import Parts
from tidegauge.queries.flat import conditions_apart
from tidegauge.queries.sides import CURRENT, Buckets, divided
from tidegauge.reports._exposure import exposure
from tidegauge.reports._hold_kept import held_late
from tidegauge.reports._layout import Layout, Whole, layout_of, layout_of_all, narrowed
from tidegauge.reports._pieces import Pieces, held_pieces, keeps_days, pieces_of
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
    """The calls of a filter, flat, with their dimensions and the values of `metrics`: `layout` says where.

    `read` answers a Select over them; `exposure` is what a total of the reference is multiplied by. `only` returns
    the rows with what some of the metrics need: no database leaves out a join because nobody looks at its columns.
    `pieces` asks for days apart, where the store keeps them (see `reports._daily`).
    """

    flat: sa.FromClause
    read: Callable[[sa.Select[Any]], pl.DataFrame]
    asked: TraceFilter
    metrics: tuple[Metric, ...]
    dimensions: tuple[str, ...]
    layout: Layout
    exposure: float
    buckets: Buckets | None = None
    only: Callable[[Sequence[Metric]], sa.FromClause] | None = None
    pieces: Pieces | None = None

    @property
    def parts(self) -> Mapping[str, Parts]:
        """The sufficient statistics of each metric."""
        return self.layout.parts

    def calls(self, metrics: Iterable[Metric], keys: Sequence[str]) -> sa.Subquery:
        """The rows to group, with the columns side, bucket, `keys`, and m0_a, ... (see `queries.summaries`)."""
        wanted = tuple(metrics)
        flat = self.only(wanted) if self.only else self.flat
        known = self.layout
        keep = self.kept(flat, wanted, keys)
        rows = divided(flat, self.asked, known.attributes, known.apart, self.buckets, keep)
        return rows.subquery("calls")

    def kept(self, flat: sa.FromClause, metrics: Iterable[Metric], keys: Sequence[str]) -> set[str]:
        """The columns of flat rows that `keys` and `metrics` need."""
        prefixes = {self.prefix(metric) for metric in metrics}
        return {*keys, *(name for name in flat.c.keys() if name.partition("_")[0] in prefixes)}  # noqa: SIM118  a collection of columns is no mapping

    def column(self, dimension: str) -> str:
        """Return what a dimension's column is called: d0, d1, ..."""
        return f"d{self.layout.attributes.index(dimension)}"

    def prefix(self, metric: Metric) -> str:
        """Return what the columns of a metric begin with: m0, m1, ..."""
        return self.layout.prefixes[metric.name]

    def narrowed(self, segment: Mapping[str, str]) -> "Gathered":
        """The same, with only the calls that have these values of dimensions."""
        chips = (Condition(name, "=", (value,)) for name, value in segment.items())
        return replace(self, asked=self.asked.narrowed(*chips))

    def of_side(self, side: int) -> "Gathered":
        """The same, with only the calls of one side, which is the current one then."""
        asked = self.asked
        own = asked.current if side == CURRENT or asked.reference is None else asked.reference
        return replace(self, asked=replace(asked, current=own, reference=None))

    def bucketed(self, buckets: Buckets) -> "Gathered":
        """The same, in other time buckets."""
        return replace(self, buckets=buckets)


def gather(
    source: Source, asked: TraceFilter, metrics: Sequence[Metric], dimensions: Sequence[str]
) -> Gathered:
    """Return the calls of a filter for a report that groups them once or twice: every question reads the store, if need be."""
    rows, by = source.rows(asked), tuple(dimensions)
    found, scale = layout_of(rows, asked, metrics, by), exposure(asked, rows.catalog)
    calls = found.query.subquery("flat")

    def only(some: Sequence[Metric]) -> sa.FromClause:
        return narrowed(source.rows(asked), asked, found, some, by).subquery("flat")

    pieces = pieces_of(source, asked, found, by)
    read = source.store.read_kept
    return Gathered(calls, read, asked, tuple(metrics), by, found, scale, only=only, pieces=pieces)


@contextmanager
def held(
    source: Source, asked: TraceFilter, metrics: Sequence[Metric], dimensions: Sequence[str]
) -> Iterator[Gathered]:
    """Hold the calls of a filter for a report that groups them many times.

    A small store is held whole, so that another window or another value of a dimension finds the copy again.
    """
    rows, by = source.rows(asked), tuple(dimensions)
    attributes = tuple(dict.fromkeys((*by, *FILTERED)))
    if is_small(source) and not conditions_apart(rows, asked, attributes):
        question = (repr(source), asked.grain, tuple(metrics), attributes, rows.catalog, source.dimensions)
        found = layout_of_all(Whole(*question))
    else:
        wide = whole_hours(asked)
        found = layout_of(source.rows(wide), wide, metrics, by)
        if keeps_days(source, asked):
            with _gathered_late(source, asked, found, metrics, by) as calls:
                yield calls
            return
    with source.store.hold(found.query) as kept:
        if kept.is_copy:
            scale = exposure(asked, rows.catalog)
            yield Gathered(kept.rows, kept.read, asked, tuple(metrics), by, found, scale)
        else:
            yield gather(source, asked, metrics, dimensions)


@contextmanager
def _gathered_late(
    source: Source, asked: TraceFilter, layout: Layout, metrics: Sequence[Metric], by: tuple[str, ...]
) -> Iterator[Gathered]:
    """Hold calls when the first question comes that kept days do not answer."""
    plain = gather(source, asked, metrics, by)
    with held_late(source.store, layout.query) as copy:

        def rows(some: Sequence[Metric]) -> sa.FromClause:
            own = copy()
            return own.rows if own.is_copy or plain.only is None else plain.only(some)

        pieces = held_pieces(plain.pieces, layout, copy)
        yield replace(plain, read=lambda query: copy().read(query), layout=layout, only=rows, pieces=pieces)


@contextmanager
def at_hand(
    source: Source, asked: TraceFilter, metrics: Sequence[Metric], dimensions: Sequence[str]
) -> Iterator[Gathered]:
    """Hold the calls of a filter for a report that reads each column about once, if that pays.

    Of a large store copying them takes longer than counting, unless it reads whole rows for every column.
    """
    if source.store.reads_rows or is_small(source):
        with held(source, asked, metrics, dimensions) as calls:
            yield calls
    else:
        yield gather(source, asked, metrics, dimensions)


def is_small(source: Source) -> bool:
    """Return whether a store is held whole."""
    return source.store.catalog().rows["spans"] <= WHOLE


def whole_hours(asked: TraceFilter) -> TraceFilter:
    """The same question of somewhat wider windows: the rows held for it answer the next minute's as well."""
    reference = None if asked.reference is None else _wide(asked.reference)
    return replace(asked, current=_wide(asked.current), reference=reference)


def _wide(side: Population) -> Population:
    return replace(side, window=side.window.whole_hours())
