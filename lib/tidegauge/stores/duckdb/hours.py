"""Some hours of a store in DuckDB's memory, under the names of its tables."""

import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from functools import cached_property, partial
from typing import Any

import duckdb
import polars as pl
import sqlalchemy as sa

from tidegauge.filters import Window
from tidegauge.stores.days.answers import ReadWithin, digest, tables_in
from tidegauge.stores.duckdb.engine import connected, refused, run

MEMORY = "main"
"""The schema of what was read into memory."""
OF_SPANS = {"scores", "signals", "outcomes"}


class Hours(ABC):
    """The spans of some windows, with `calls` only calls of the model, and what is said of them.

    A table is read when the first question names it. Safe to share between threads.
    """

    def __init__(self, windows: Sequence[Window], *, calls: bool) -> None:
        self.windows = tuple(windows)
        self.calls = calls
        self._lock = threading.Lock()
        self._made: set[tuple[str, str]] = set()

    def holds(self, windows: Sequence[Window], *, calls: bool) -> bool:
        """Return whether questions about these windows can be answered."""
        return calls == self.calls and all(
            any(own.start <= one.start and one.end <= own.end for own in self.windows) for one in windows
        )

    def reader(self, told: str) -> ReadWithin | None:
        """Return what answers a question that is spelled out in `told`, as if there were no spans but those of some windows.

        None where it names columns that are not held. It raises StoreError where the store cannot be read.
        """
        schema = self._place(told)
        if schema is None:
            return None
        # Spans come first: what is said of them is found by them.
        tables = ("spans", *sorted(tables_in(told) - {"spans"}))
        return partial(self._read, schema=schema, tables=tables)

    def _read(
        self, query: sa.Select[Any], within: Sequence[Window], *, schema: str, tables: Sequence[str]
    ) -> pl.DataFrame:
        cut = _cut(schema, within)
        with self._lock, refused():
            for name in tables:
                self._make_once(schema, name)
                self._show(schema, name, cut, within)
        return run(self._connection, query, cut)

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        return self._opened()

    def _opened(self) -> duckdb.DuckDBPyConnection:
        """Return a new connection with what the tables need."""
        return connected()

    @abstractmethod
    def _place(self, told: str) -> str | None:
        """Return the schema that answers a question, None where none does."""

    @abstractmethod
    def _make(self, schema: str, name: str) -> None:
        """Make a table in a schema."""

    def _make_once(self, schema: str, name: str) -> None:
        if (schema, name) not in self._made:
            self._make(schema, name)
            self._made.add((schema, name))

    def _show(self, schema: str, name: str, cut: str, within: Sequence[Window]) -> None:
        """Make the view through which a table is seen where only some windows count."""
        if (cut, name) in self._made:
            return
        self._connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{cut}"')
        where = within_sql(within) if name == "spans" else "true"
        self._connection.execute(f'CREATE VIEW "{cut}".{name} AS SELECT * FROM {schema}.{name} WHERE {where}')  # noqa: S608  ours
        self._made.add((cut, name))


def within_sql(windows: Sequence[Window]) -> str:
    """Return the condition that a span lies in one of the windows.

    >>> from datetime import datetime
    >>> within_sql([Window(datetime(2026, 11, 1), datetime(2026, 11, 2))])
    "start_time >= '2026-11-01T00:00:00' AND start_time < '2026-11-02T00:00:00'"
    """
    return " OR ".join(
        f"start_time >= '{one.start.isoformat()}' AND start_time < '{one.end.isoformat()}'" for one in windows
    )


def names_any(told: str, columns: Collection[str]) -> bool:
    """Return whether a statement may name one of the columns; a name with quotes in it counts as named.

    >>> names_any("SELECT max(spans.input_text)", ["input_text"]), names_any("SELECT input_texts", ["input_text"])
    (True, False)
    """
    return any(
        re.search(r"[\"'`\\]", one) or re.search(rf"(?<!\w){re.escape(one)}(?!\w)", told) for one in columns
    )


def _cut(schema: str, within: Sequence[Window]) -> str:
    """Return the name of the schema in which a schema's tables have no spans but those of some windows."""
    told = digest(*(f"{one.start.isoformat()} {one.end.isoformat()}" for one in within))
    return f"{schema}_{told}"
