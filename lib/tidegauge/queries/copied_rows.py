"""Rows that were copied with all that is asked of them: joined columns lie beside those of the spans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import Grain, TraceFilter
from tidegauge.queries.conditions import condition
from tidegauge.queries.flat import reach
from tidegauge.queries.relation import Rows
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.declared_dimensions import Dimensions
from tidegauge.schema.tables import DERIVED, TABLES


@dataclass(frozen=True)
class Excerpt:
    """The statement that copies rows, and which of its columns holds each joined name such as `score.relevance`."""

    query: sa.Select[Any]
    joined: Mapping[str, str]


class CopiedRows(Rows):
    """The rows of an excerpt, of one grain: all columns stand in one table, and nothing is joined any more."""

    def __init__(
        self,
        catalog: Catalog,
        grain: Grain,
        dimensions: Dimensions | None,
        calls: sa.FromClause,
        joined: Mapping[str, str],
    ) -> None:
        super().__init__(catalog, grain, dimensions=dimensions)
        self.spans = calls
        self._copied = joined

    def source(self) -> sa.FromClause:
        """Return the copy."""
        return self.spans

    def grain_condition(self) -> sa.ColumnElement[bool]:
        """Return nothing: rows of other grains were not copied."""
        return sa.true()

    def _pivot(self, prefix: str, member: str) -> sa.ColumnElement[Any]:
        column: sa.ColumnElement[Any] = self.spans.c[self._copied[f"{prefix}.{member}"]]
        return column


def excerpt(rows: Rows, asked: TraceFilter, names: Sequence[str]) -> Excerpt:
    """Return the rows within reach of a filter, start_time first, with the columns that `names` are read from.

    Conditions that both sides share are met; a name may be joined, derived or declared.
    """
    asked_for = dict.fromkeys((*names, *(chip.attribute for side in asked.sides for chip in side.where)))
    plain = {"start_time": None} | dict.fromkeys(_canonical())
    joined: dict[str, sa.ColumnElement[Any]] = {}
    for name in asked_for:
        if rows.is_joined(name):
            joined[name] = rows.column(name)
        else:
            plain |= dict.fromkeys(place for place in rows.places(name) if place not in DERIVED)
    labels = {name: f"joined {place}" for place, name in enumerate(joined)}
    columns: list[sa.ColumnElement[Any]] = [rows.spans.c[name] for name in plain]
    columns += [column.label(labels[name]) for name, column in joined.items()]
    where = [rows.grain_condition(), *(condition(rows, chip) for chip in asked.shared)]
    where += reach(rows.spans.c.start_time, asked)
    return Excerpt(rows.select(*columns, where=where), labels)


def _canonical() -> list[str]:
    """Return the columns that derived names are made of."""
    wanted = ("duration_ms", "input_tokens", "output_tokens", "model_requested", "model_version")
    return [name for name in TABLES["spans"].kinds if name in wanted]
