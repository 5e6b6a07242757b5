"""How a store is read: which columns its newest rows record, what they look like, and who judged them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tidegauge.queries.relation import Rows, table
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.tables import TABLES

LONGEST = 300
"""Characters of a text that are read: a text may hold megabytes."""


def nth_newest(catalog: Catalog, name: str, n: int) -> sa.Select[Any]:
    """Return the time of the nth newest row of a table (one row, column `at`; none where there are fewer)."""
    time = table(catalog, name).c[TABLES[name].time]
    return sa.select(time.label("at")).order_by(time.desc()).offset(n - 1).limit(1)


def recorded_since(rows: Rows, name: str, since: datetime | None) -> sa.Select[Any]:
    """Return one row (rows, n0, n1, ...): how many rows record each column of a table, in the catalog's order."""
    origin, columns = _columns(rows, name)
    counted: list[sa.ColumnElement[Any]] = [sa.func.count().label("rows")]
    counted += [sa.func.count(column).label(f"n{place}") for place, column in enumerate(columns.values())]
    query = sa.select(*counted).select_from(origin)
    return query if since is None else query.where(origin.c[TABLES[name].time] >= since)


def newest_rows(rows: Rows, name: str, n: int, since: datetime | None) -> sa.Select[Any]:
    """Return the newest rows of a table with every column, long texts cut."""
    origin, columns = _columns(rows, name)
    found = [_shortened(column).label(called) for called, column in columns.items()]
    time = origin.c[TABLES[name].time]
    query: sa.Select[Any] = sa.select(*found).order_by(time.desc()).limit(n)
    return query if since is None else query.where(time >= since)


def largest_values(rows: Rows, name: str, wanted: Sequence[str], since: datetime | None) -> sa.Select[Any]:
    """Return one row with a value of each of the `wanted` columns of a table, long texts cut."""
    origin, columns = _columns(rows, name)
    query = sa.select(*(sa.func.max(_ordered(columns[one])).label(one) for one in wanted)).select_from(origin)
    return query if since is None else query.where(origin.c[TABLES[name].time] >= since)


def _ordered(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    # PostgreSQL has no largest truth.
    return sa.cast(column, sa.Text) if isinstance(column.type, sa.Boolean) else _shortened(column)


def _shortened(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.func.substr(column, 1, LONGEST) if isinstance(column.type, sa.Text) else column


def _columns(rows: Rows, name: str) -> tuple[sa.FromClause, dict[str, sa.ColumnElement[Any]]]:
    """Return a table and its columns as pages read them: of a field with several places the first that is recorded."""
    if name == "spans":
        return rows.spans, {column: rows.column(column) for column in rows.catalog.columns[name]}
    origin = table(rows.catalog, name)
    return origin, dict(origin.c)


def judges_in_use(catalog: Catalog) -> sa.Select[Any]:
    """Return rows (name, source, evaluator, n, first, last) of the scores, the most used judge first."""
    scores = table(catalog, "scores")
    keys = (scores.c.name, scores.c.source, scores.c.evaluator)
    n = sa.func.count().label("n")
    times = (
        sa.func.min(scores.c.created_at).label("first"),
        sa.func.max(scores.c.created_at).label("last"),
    )
    return sa.select(*keys, n, *times).group_by(*keys).order_by(n.desc(), *keys).limit(100)
