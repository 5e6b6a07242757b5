"""What a database of our own layout holds, found by looking: columns, names and times."""

from collections.abc import Callable, Container, Mapping
from datetime import datetime
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.errors import StoreError
from tidegauge.filters import Window
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.functions import time_bucket
from tidegauge.schema.tables import NOT_JUDGED, TABLES, Kind, Table
from tidegauge.stores.days.question import DayQuestion

Read = Callable[[sa.Select[Any]], pl.DataFrame]
NAMES = {"scores": "name", "signals": "kind", "outcomes": "name"}


def inspect_tables(
    columns: Mapping[str, Mapping[str, Kind]],
    read: Read,
    counted: Mapping[str, int] | None = None,
    versions: Callable[[], dict[str, str]] | None = None,
) -> Catalog:
    """Return the catalog of a database whose tables have `columns`; missing tables count as empty.

    `counted` are the rows of each table and `versions` are those of `last_versions`, where they are known already.

    Raises:
        StoreError: a column holds text where it must hold times or numbers.
    """
    check_kinds(columns)
    known = {name: {**table.kinds, **columns.get(name, {})} for name, table in TABLES.items()}
    there = set(columns)
    names = {name: _names(read, name, column) if name in there else () for name, column in NAMES.items()}
    rows = (
        {name: _count(read, name) if name in there else 0 for name in TABLES} if counted is None else counted
    )
    rejudged, unjudged = judges(read) if rows["scores"] else (frozenset[str](), frozenset[str]())
    first, newest = _times(read) if "spans" in there else (None, None)
    return Catalog(
        known,
        names["scores"],
        names["signals"],
        names["outcomes"],
        rows=rows,
        versions=(versions() if versions else last_versions(read)) if rows["spans"] else {},
        rejudged=rejudged,
        unjudged=unjudged,
        first=first,
        newest=newest,
    )


def check_kinds(columns: Mapping[str, Mapping[str, Kind]]) -> None:
    """Refuse tables of ours in which a column of times or numbers holds anything else.

    >>> check_kinds({"spans": {"start_time": Kind.TEXT}})
    Traceback (most recent call last):
    tidegauge.errors.StoreError: The column start_time of the table spans holds text, and must hold times. Change its
    type in the database, or give the column another name: then it is an attribute.

    Raises:
        StoreError: the first such column is named, with what to do.
    """
    for name, found in columns.items():
        for column, kind in TABLES[name].kinds.items():
            if column in found and found[column] not in _ACCEPTED.get(kind, Kind):
                raise StoreError(
                    f"The column {column} of the table {name} holds {_PLURALS[found[column]]}, and must hold "
                    f"{_PLURALS[kind]}. Change its type in the database, or give the column another name: then it is "
                    "an attribute."
                )


_NUMBERS = (Kind.INTEGER, Kind.NUMBER)
_ACCEPTED = {Kind.TIME: (Kind.TIME,), Kind.INTEGER: _NUMBERS, Kind.NUMBER: _NUMBERS}
_PLURALS = {
    Kind.TEXT: "text",
    Kind.INTEGER: "whole numbers",
    Kind.NUMBER: "numbers",
    Kind.BOOLEAN: "yes or no",
    Kind.TIME: "times",
}


def own_views(
    columns: Mapping[str, Mapping[str, Kind]], schema: str | None, without: Container[str] = ()
) -> dict[str, sa.Select[Any]]:
    """Return a Select for each of our tables that a database lacks, or that lacks columns: what is missing is empty.

    `columns` are those of the tables of ours that are there, in the database's `schema`.
    """
    return {
        name: _complete(table, columns.get(name, {}), schema)
        for name, table in TABLES.items()
        if name not in without and table.kinds.keys() - columns.get(name, {}).keys()
    }


def _complete(table: Table, there: Mapping[str, Kind], schema: str | None) -> sa.Select[Any]:
    source = sa.table(table.name, *(sa.column(name, kind.sql) for name, kind in there.items()), schema=schema)
    nothing = [
        sa.cast(sa.null(), kind.sql).label(name) for name, kind in table.kinds.items() if name not in there
    ]
    if not there:
        return sa.select(*nothing).where(sa.false())
    return sa.select(*source.c, *nothing)


_SPANS = sa.table(
    "spans",
    *(sa.column(name, sa.Text) for name in ("model_requested", "model_version")),
    sa.column("start_time", sa.TIMESTAMP),
)


def last_versions(read: Read) -> dict[str, str]:
    """Return {model as asked for: version that answered last}, where the two differ."""
    return _newest_last(read(_versions()))


def versions_by_day(answer: Callable[[DayQuestion], pl.DataFrame]) -> dict[str, str]:
    """Return the same; `answer` puts together the days of all time."""
    start = _SPANS.c.start_time

    def ask(window: Window) -> sa.Select[Any]:
        day = time_bucket(start, datetime(1970, 1, 1), 86_400).label("day")  # noqa: DTZ001  as all times here
        return _versions(day).where(start >= window.start, start < window.end)

    return _newest_last(answer(DayQuestion(ask)))


def _versions(*keys: sa.ColumnElement[Any]) -> sa.Select[Any]:
    asked, answered = _SPANS.c.model_requested, _SPANS.c.model_version
    query = sa.select(*keys, asked, answered, sa.func.max(_SPANS.c.start_time).label("last"))
    known = (asked.is_not(None), answered.is_not(None), asked != answered)
    return query.where(*known).group_by(*keys, asked, answered)


def _newest_last(found: pl.DataFrame) -> dict[str, str]:
    ordered = found.sort("last", "model_requested", "model_version")
    return dict(ordered.select("model_requested", "model_version").iter_rows())


def judges(read: Read) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of the scores that are `rejudged` and of those that are `unjudged`, as a catalog has them."""
    scores = sa.table("scores", *(sa.column(name, sa.Text) for name in ("name", "source", "evaluator")))
    judged = sa.func.coalesce(scores.c.source, "").not_in(NOT_JUDGED)
    judge = sa.case((judged, sa.func.coalesce(scores.c.evaluator, "")))
    found = read(
        sa.select(scores.c.name, sa.func.count(judge.distinct()).label("judges")).group_by(scores.c.name)
    )
    several, none = found.filter(pl.col("judges") > 1), found.filter(pl.col("judges") == 0)
    return frozenset(several["name"]), frozenset(none["name"])


def _names(read: Read, table: str, column: str) -> tuple[str, ...]:
    source = sa.table(table, sa.column(column, sa.Text))
    found = read(sa.select(source.c[column].label("name")).distinct())
    return tuple(sorted(name for name in found["name"].to_list() if name))


def _count(read: Read, table: str) -> int:
    return int(read(sa.select(sa.func.count().label("rows")).select_from(sa.table(table)))["rows"][0])


def _times(read: Read) -> tuple[datetime | None, datetime | None]:
    start = sa.table("spans", sa.column("start_time", sa.TIMESTAMP)).c.start_time
    frame = read(sa.select(sa.func.min(start).label("first"), sa.func.max(start).label("newest")))
    return frame["first"][0], frame["newest"][0]
