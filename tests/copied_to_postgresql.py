"""A SQLite store of another tool, copied into PostgreSQL as the tool itself would lay it out there."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

TYPES = {
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "BOOLEAN": "boolean",
    "FLOAT": "double precision",
    "JSONB": "jsonb",
    "TIMESTAMP": "timestamp with time zone",
}
"""{type in SQLite: type in PostgreSQL}, as Phoenix 20.26 and MLflow 3.17 create them; the others are texts."""


def copy(path: Path, url: str, tables: Iterable[str]) -> None:
    """Create `tables` in the database at `url` and fill them with the rows of the file at `path`."""
    import psycopg

    with closing(sqlite3.connect(path)) as lite, psycopg.connect(url) as own:
        # Times without a zone are in UTC.
        own.execute("SET timezone = 'UTC'")
        for table in tables:
            columns = lite.execute("SELECT name, type FROM pragma_table_info(?)", [table]).fetchall()
            types = [TYPES.get(written, "text") for _, written in columns]
            names = ", ".join(f'"{name}"' for name, _ in columns)
            defined = ", ".join(f'"{name}" {kind}' for (name, _), kind in zip(columns, types, strict=True))
            own.execute(f'CREATE TABLE "{table}" ({defined})')
            rows = lite.execute(f'SELECT {names} FROM "{table}"').fetchall()  # noqa: S608  a fixture's own names
            boolean = [kind == "boolean" for kind in types]
            with own.cursor().copy(f'COPY "{table}" ({names}) FROM STDIN') as copied:
                for row in rows:
                    copied.write_row(
                        [bool(v) if b and v is not None else v for v, b in zip(row, boolean, strict=True)]
                    )
