"""The server learns what is in the tables that grew: it plans, and skips, by that."""

from collections import Counter
from typing import Any

_MANY = 10_000
"""New rows from which on the server is asked to tidy up at once, and not when it finds the time."""
_GREW = 0.2
"""New rows as a share of those that the server knows of: tidying after every commit of a long copy costs more than the
rows do. PostgreSQL's own share: https://www.postgresql.org/docs/18/runtime-config-vacuum.html"""


class Tidying:
    """Vacuums and analyzes the tables that a writer writes to as they grow."""

    def __init__(self, connection: Any, cursor: Any) -> None:
        """Start with nothing written, on a connection that leaves transactions open."""
        self._connection = connection
        self._cursor = cursor
        self._written: Counter[str] = Counter()

    def wrote(self, table: str, rows: int) -> None:
        """Remember rows that were committed; tidy the table when they have become many."""
        self._written[table] += rows
        if self._written[table] >= _MANY and self._written[table] >= _GREW * self._known(table):
            self._run(table)

    def finish(self) -> None:
        """Tidy what has become many since the last time."""
        for table, rows in self._written.items():
            if rows >= _MANY:
                self._run(table)

    def _known(self, table: str) -> float:
        self._cursor.execute(f"SELECT reltuples FROM pg_class WHERE oid = '{table}'::regclass")  # noqa: S608  ours
        return float(self._cursor.fetchone()[0])

    def _run(self, table: str) -> None:
        self._written[table] = 0
        self._connection.adbc_connection.set_autocommit(True)
        try:
            self._cursor.execute(f"VACUUM (ANALYZE) {table}")
        finally:
            self._connection.adbc_connection.set_autocommit(False)
