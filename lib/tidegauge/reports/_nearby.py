"""The calls of a comparison copied once, as a source of their own: for a report that asks them dozens of questions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.metrics.lookup import column_names
from tidegauge.metrics.metric import Metric
from tidegauge.queries.conditions import TEXT
from tidegauge.queries.copied_rows import CopiedRows, excerpt
from tidegauge.queries.relation import Rows
from tidegauge.reports._gather import is_small, whole_hours
from tidegauge.reports.source import Source
from tidegauge.schema.catalog import Catalog
from tidegauge.stores._store import Held, Store

_LONG = {TEXT, "input_text", "output_text"}
"""Texts that are too long to be copied for all rows."""


class _Near(Store):
    """The store of a copy: what it says of itself is what its origin says."""

    def __init__(self, origin: Store, held: Held) -> None:
        self.url = origin.url
        self._origin, self._held = origin, held

    @property
    def product(self) -> str:
        """That of the origin."""
        return self._origin.product

    def catalog(self) -> Catalog:
        """Return the origin's."""
        return self._origin.catalog()

    def read(self, query: sa.Select[Any]) -> pl.DataFrame:
        """Return the rows of a query over the copy."""
        return self._held.read(query)

    def version(self) -> str:
        """Return the origin's."""
        return self._origin.version()


@dataclass(frozen=True, repr=False)
class _Nearby(Source):
    """A source whose rows are copied. It answers what is asked of the copied columns within the copied windows."""

    calls: sa.FromClause = field(default_factory=lambda: sa.table("calls"))
    joined: Mapping[str, str] = field(default_factory=dict)

    def rows(self, asked: TraceFilter, *, whole: bool = False) -> Rows:  # noqa: ARG002  there are no others
        """Return the copied rows."""
        return CopiedRows(self.store.catalog(), asked.grain, self.dimensions, self.calls, self.joined)


@contextmanager
def nearby(
    source: Source, asked: TraceFilter, names: Sequence[str], metrics: Iterable[Metric]
) -> Iterator[Source]:
    """Copy the calls of a filter with the columns `names` and those of `metrics`; a small store is copied whole anyway, and
    of one that keeps days only their edges are read.

    What is asked of the source within may name no other columns, and reach no farther than the filter's windows.
    """
    chips = {chip.attribute for side in asked.sides for chip in side.where}
    if is_small(source) or source.store.reads_rows or source.store.keeps_days or chips & _LONG:
        yield source
        return
    read = {name for one in metrics for name in (*column_names(one), *([one.per] if one.per else []))}
    wide = whole_hours(asked)
    copied = excerpt(source.rows(wide), wide, (*names, *sorted(read - _LONG)))
    with source.store.hold(copied.query) as held:
        near = _Nearby(_Near(source.store, held), source.dimensions, held.rows, copied.joined)
        yield near if held.is_copy else source
