"""What a store in PostgreSQL remembers beside its rows: imports, marks, aliases, and rows that could not be used."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
from pydantic import TypeAdapter

from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.quarantine import SCHEMA

_RECORD = TypeAdapter(ImportRecord)
_QUARANTINED = "tidegauge_staged_quarantine"
_COLUMNS = ", ".join(f'"{name}"' for name in SCHEMA.names)


class StagedQuarantine:
    """Rows that an import could not use, on their way: a temporary table of the writer's connection."""

    def __init__(self, cursor: Any) -> None:
        """Nothing is sent until the first row comes."""
        self._cursor = cursor
        self.rows = 0

    def append(self, rows: Iterable[Mapping[str, object]]) -> None:
        """Append rows: {file, row, line, column, value, rule, record}."""
        cleaned = [{name: _clean(value) for name, value in row.items()} for row in rows]
        if cleaned:
            mode = "append" if self.rows else "replace"
            table = pa.Table.from_pylist(cleaned, schema=SCHEMA)
            self._cursor.adbc_ingest(_QUARANTINED, table, mode=mode, temporary=True)
            self.rows += len(cleaned)


class Records:
    """The tables beside the rows. `aliases` and `moved` (marks) are published with the next commit."""

    def __init__(self, cursor: Any) -> None:
        """Start with nothing to publish."""
        self._cursor = cursor
        self.aliases: dict[str, str] = {}
        self.moved: dict[str, int] = {}

    def imports(self) -> tuple[ImportRecord, ...]:
        """Return what was committed before, oldest first."""
        self._cursor.execute("SELECT record FROM tidegauge_imports ORDER BY place")
        return tuple(_RECORD.validate_json(text) for (text,) in self._cursor.fetchall())

    def marks(self) -> dict[str, int]:
        """Return how far copies of other stores have come."""
        self._cursor.execute("SELECT name, place FROM tidegauge_marks")
        return dict(self._cursor.fetchall())

    def publish(self, record: ImportRecord, quarantined: int) -> None:
        """Write what is to be remembered with a commit."""
        if quarantined:
            self._cursor.execute(
                f"INSERT INTO tidegauge_quarantine (batch, {_COLUMNS}) SELECT $1::text, {_COLUMNS} FROM {_QUARANTINED}",  # noqa: S608  names of ours
                (record.batch,),
            )
        for batch in (earlier for earlier in self.imports() if earlier.batch == record.batch):
            record = batch.plus(record)
        self._put(
            "tidegauge_imports", ("batch", "record"), (record.batch, _RECORD.dump_json(record).decode())
        )
        for name, field in self.aliases.items():
            self._put("tidegauge_aliases", ("name", "field"), (_clean(name), field))
        for name, place in self.moved.items():
            self._put("tidegauge_marks", ("name", "place"), (name, place))
        self._cursor.execute("UPDATE tidegauge_store SET version = version + 1")

    def _put(self, table: str, names: tuple[str, str], values: tuple[Any, Any]) -> None:
        key, value = names
        kind = "bigint" if isinstance(values[1], int) else "text"
        self._cursor.execute(
            f"INSERT INTO {table} ({key}, {value}) VALUES ($1::text, $2::{kind}) "  # noqa: S608  names of ours
            f"ON CONFLICT ({key}) DO UPDATE SET {value} = EXCLUDED.{value}",
            values,
        )


def _clean(value: object) -> object:
    # PostgreSQL's text cannot hold the sign number 0.
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value
