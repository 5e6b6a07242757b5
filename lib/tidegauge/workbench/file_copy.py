"""Copy a SQLite database as it is at one moment, while others write to it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa


def sqlite_file(engine: sa.Engine) -> Path | None:
    """Return the file of a SQLite database, None for one in memory and for other databases."""
    told = engine.url.database
    if engine.dialect.name != "sqlite" or told in {None, "", ":memory:"}:
        return None
    return Path(str(told)).expanduser()


def copy_file(source: Path, to: Path) -> None:
    """Copy the database file `source` to `to`, whole or not at all, through SQLite's online backup."""
    half = to.with_name(f".{to.name}.{os.getpid()}")
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(half)) as new:
            old.backup(new)
            # One file, and not one with a log beside it.
            new.execute("PRAGMA journal_mode = DELETE")
        with half.open("rb") as written:
            os.fsync(written.fileno())
        half.replace(to)
    finally:
        half.unlink(missing_ok=True)
