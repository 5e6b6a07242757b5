"""The leaves of a search: every combination of attribute values with a metric's sums, in both windows at once."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.metrics.parts import DistinctParts, SumParts
from tidegauge.queries import summaries
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import selected
from tidegauge.schema.functions import approximate_distinct

OTHER = "\x1fother"
"""What the values beyond the frequent ones are pooled into: a text that no value of an attribute is."""

SQL = sa.ColumnElement[Any]


def cardinalities(rows: Rows, asked: TraceFilter, names: Sequence[str]) -> sa.Select[Any]:
    """Return one row: of each attribute about how many values the filter's rows have."""
    counts = [approximate_distinct(rows.column(name)).label(f"d{place}") for place, name in enumerate(names)]
    return rows.select(*counts, where=selected(rows, asked))


def frequent(calls: sa.FromClause, columns: Sequence[str], most: int) -> sa.Select[Any]:
    """Return rows (column, value, n): the most frequent values of each of the columns d0, d1, ..., nulls left out."""
    return sa.select(sa.union_all(*(_frequent(calls, name, most) for name in columns)).subquery("frequent"))


def _frequent(calls: sa.FromClause, name: str, most: int) -> sa.Select[Any]:
    value = calls.c[name].label("value")
    counted = (
        sa.select(value, sa.func.count().label("n"))
        .where(calls.c[name].is_not(None))
        .group_by(calls.c[name])
        .order_by(sa.desc("n"), sa.asc("value"))
        .limit(most)
        .subquery()
    )
    return sa.select(sa.literal(name, sa.Text).label("column"), counted.c.value, counted.c.n)


def capped(calls: sa.FromClause, kept: Mapping[str, Sequence[str]]) -> sa.FromClause:
    """Return the same rows; of the columns named in `kept` all values but those and NULL are OTHER."""
    if not kept:
        return calls
    columns = [_capped(column, kept[column.name]) if column.name in kept else column for column in calls.c]
    return sa.select(*columns).subquery("capped")


def _capped(column: SQL, values: Sequence[str]) -> SQL:
    known = sa.or_(column.is_(None), column.in_(list(values)))
    return sa.case((known, column), else_=sa.literal(OTHER, sa.Text)).label(column.name)


def leaves(
    calls: sa.FromClause, prefix: str, part: SumParts | DistinctParts, keys: Sequence[str]
) -> sa.Select[Any]:
    """Return rows (side, keys.., n, sa, saa, ...): the sums of one metric over every combination of its keys."""
    if isinstance(part, DistinctParts) or f"{prefix}_unit" in calls.c:
        return summaries.units(calls, prefix, part, keys)
    return summaries.sums(calls, {prefix: part}, keys)
