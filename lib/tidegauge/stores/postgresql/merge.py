"""Staged rows become rows of the store: the statements that tell new from known, and put or take away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tidegauge.schema.tables import Kind, Table
from tidegauge.stores.duckdb.views import quoted
from tidegauge.stores.postgresql.ddl import cast
from tidegauge.stores.postgresql.staging import DAY, Staged, Way

_NOTHING = "E'\\x01'"  # stands for NULL in a key: equality has to be a plain one, or it cannot be hashed


@dataclass(frozen=True)
class Merged:
    """Rows that were new, left as they were, put in place of others, and taken away."""

    new: int = 0
    unchanged: int = 0
    replaced: int = 0
    removed: int = 0

    def __add__(self, other: "Merged") -> "Merged":
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return Merged(*(one + two for one, two in pairs))


def merge(cursor: Any, table: Table, staged: Staged, present: Mapping[str, Kind]) -> Merged:
    """Bring the rows of one staged table into the store's; `present` are the columns of the latter."""
    if staged.way is Way.ADDED:
        new = _run(cursor, _insert(table, staged, present) + f" WHERE NOT EXISTS ({_known(table, staged)})")
        return Merged(new=new, unchanged=staged.rows - new)
    if staged.way is Way.GONE:
        return Merged(removed=_run(cursor, _delete(table, staged)))
    unchanged = replaced = 0
    if _any_known(cursor, table, staged):
        unchanged = _run(cursor, _forget_unchanged(table, staged, present))
        replaced = _run(cursor, _delete(table, staged))
    put = _run(cursor, _insert(table, staged, present))
    return Merged(max(put - replaced, 0), unchanged, min(replaced, put), max(replaced - put, 0))


def _run(cursor: Any, sql: str) -> int:
    cursor.execute(sql)
    return max(int(cursor.rowcount), 0)


def _any_known(cursor: Any, table: Table, staged: Staged) -> bool:
    # Most commits of a first copy meet no row, and keys alone are read from an index. They are counted, for a search
    # that may end at the first would be planned as if there were one.
    there = f"SELECT FROM {table.name} t WHERE {_same_key(table)}"
    cursor.execute(f"SELECT count(*) FROM {staged.name} s WHERE EXISTS ({there})")  # noqa: S608  names of ours
    return bool(cursor.fetchone()[0])


def _insert(table: Table, staged: Staged, present: Mapping[str, Kind]) -> str:
    columns = ", ".join(map(quoted, staged.kinds))
    values = ", ".join(_as_stored(name, staged, present) for name in staged.kinds)
    return f"INSERT INTO {table.name} ({columns}) SELECT {values} FROM {staged.name} s"  # noqa: S608  names are quoted


def _known(table: Table, staged: Staged) -> str:
    day = staged.newest.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    first = staged.first.replace(hour=0, minute=0, second=0, microsecond=0)
    within = f"t.{table.time} >= '{first:%Y-%m-%d}' AND t.{table.time} < '{day:%Y-%m-%d}'"
    return (
        f"SELECT FROM {table.name} t WHERE {within} AND {_same_key(table)} AND t.{table.time}::date = s.{DAY}"
    )


def _delete(table: Table, staged: Staged) -> str:
    return f"DELETE FROM {table.name} t USING {staged.name} s WHERE {_same_key(table)}"  # noqa: S608  as above


def _forget_unchanged(table: Table, staged: Staged, present: Mapping[str, Kind]) -> str:
    """Return what takes from the staged rows those that are there just so: nothing is written for them."""
    given = ", ".join(_as_stored(name, staged, present) for name in staged.kinds)
    there = ", ".join(f"t.{quoted(name)}" for name in staged.kinds)
    more = "".join(f" AND t.{quoted(name)} IS NULL" for name in present if name not in staged.kinds)
    same = f"ROW({there}) IS NOT DISTINCT FROM ROW({given}){more}"
    return f"DELETE FROM {staged.name} s USING {table.name} t WHERE {_same_key(table)} AND {same}"  # noqa: S608  as above


def _as_stored(name: str, staged: Staged, present: Mapping[str, Kind]) -> str:
    column, kind = f"s.{quoted(name)}", staged.kinds[name]
    return column if present[name] is kind else cast(column, kind, present[name])


def _same_key(table: Table) -> str:
    required = {column.name for column in table.columns if column.required}
    return " AND ".join(
        f"t.{name} = s.{name}"
        if name in required
        else f"coalesce(t.{name}, {_NOTHING}) = coalesce(s.{name}, {_NOTHING})"
        for name in table.key
    )
