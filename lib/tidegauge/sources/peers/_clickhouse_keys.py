"""The keys that a column of attributes holds in ClickHouse, and what kind of values, found in a sample of rows."""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.schema.map_functions import Entries
from tidegauge.schema.tables import Kind

Read = Callable[[sa.Select[Any]], pl.DataFrame]
SQL = sa.ColumnElement[Any]

SAMPLE = 100_000
"""About how many rows are looked at: from all of time, because what senders record changes."""
MOST = 200
"""How many attributes a store can show at most: the most frequent."""

_WHOLE = "^-?(0|[1-9][0-9]{0,17})$"  # 007 is an id, not a number
_NUMBER = "^-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?$"
_NUMBERED = "[.][0-9]+[.]"


def some_of(read: Read, table: sa.FromClause, by: SQL) -> SQL:
    """Return the condition that keeps about `SAMPLE` rows: those whose `by`, hashed, leaves no remainder."""
    rows = int(read(sa.select(sa.func.count().label("rows")).select_from(table))["rows"][0])
    steps = max(1, rows // SAMPLE)
    return sa.func.cityHash64(by) % sa.literal_column(str(steps)) == 0 if steps > 1 else sa.true()


def keys_of(read: Read, entries: sa.Select[Any]) -> dict[str, Kind]:
    """Return {key: kind} of rows (`entry`: key and value), most frequent first, without numbered keys (`a.0.b`)."""
    found = entries.subquery("entries")
    key, value = (sa.func.tupleElement(found.c.entry, sa.literal_column(place)) for place in ("1", "2"))
    pairs = (
        sa.select(key.label("key"), sa.func.toString(value).label("value"))
        .select_from(found)
        .subquery("pairs")
    )
    kinds = [
        sa.func.countIf(sa.func.match(pairs.c.value, _WHOLE)).label("whole"),
        sa.func.countIf(sa.func.match(pairs.c.value, _NUMBER)).label("number"),
        sa.func.countIf(sa.func.lower(pairs.c.value).in_(("true", "false"))).label("truth"),
    ]
    query = sa.select(sa.cast(pairs.c.key, sa.Text).label("key"), sa.func.count().label("rows"), *kinds)
    query = query.where(sa.not_(sa.func.match(pairs.c.key, _NUMBERED)), pairs.c.key != "").group_by(
        pairs.c.key
    )
    frame = read(query.order_by(sa.desc("rows"), sa.asc("key")).limit(MOST))
    return {row["key"]: _kind(row) for row in frame.iter_rows(named=True)}


def map_entries(rows: sa.FromClause, column: SQL) -> sa.Select[Any]:
    """Return one row for each key of a map column."""
    return sa.select(Entries(column).label("entry")).select_from(rows)


def pair_entries(rows: sa.FromClause, names: SQL, values: SQL) -> sa.Select[Any]:
    """Return one row for each name in a list of names beside a list of values."""
    return sa.select(Entries(names, values).label("entry")).select_from(rows)


def _kind(row: Mapping[str, Any]) -> Kind:
    for name, kind in (("whole", Kind.INTEGER), ("number", Kind.NUMBER), ("truth", Kind.BOOLEAN)):
        if row[name] == row["rows"]:
            return kind
    return Kind.TEXT


_TYPES = {"Int64": Kind.INTEGER, "Float64": Kind.NUMBER, "Bool": Kind.BOOLEAN}


def json_keys_of(read: Read, rows: sa.FromClause, column: SQL) -> dict[str, Kind]:
    """Return {dotted path: kind} of a JSON column, whose values have types, without numbered paths."""
    found = (
        sa.select(Entries(sa.func.JSONAllPathsWithTypes(column)).label("entry")).select_from(rows).subquery()
    )
    key, written = (sa.func.tupleElement(found.c.entry, sa.literal_column(place)) for place in ("1", "2"))
    pairs = sa.select(key.label("key"), written.label("written")).select_from(found).subquery("pairs")
    ends = sa.func.min(pairs.c.written), sa.func.max(pairs.c.written)
    least, most = (
        sa.cast(end, sa.Text).label(name) for end, name in zip(ends, ("least", "most"), strict=True)
    )
    names: list[SQL] = [sa.cast(pairs.c.key, sa.Text).label("key"), sa.func.count().label("rows")]
    query = sa.select(*names, least, most)
    query = query.where(sa.not_(sa.func.match(pairs.c.key, _NUMBERED))).group_by(pairs.c.key)
    frame = read(query.order_by(sa.desc("rows"), sa.asc("key")).limit(MOST))
    return {
        row["key"]: _TYPES.get(row["least"], Kind.TEXT) if row["least"] == row["most"] else Kind.TEXT
        for row in frame.iter_rows(named=True)
    }
