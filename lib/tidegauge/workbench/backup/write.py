"""Back a workbench up, as it is at one moment, while people work with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from tidegauge.workbench.backup.archive import Manifest, write_archive
from tidegauge.workbench.backup.rows import lines_of, tables_of
from tidegauge.workbench.file_copy import copy_file, sqlite_file
from tidegauge.workbench.migrations import known
from tidegauge.workbench.tables import METADATA


def back_up(engine: sa.Engine, path: Path, at: datetime) -> Manifest:
    """Write a workbench into a file that can be restored into SQLite or PostgreSQL, and return what it holds.

    Into a folder: with the time in its name.

    Raises:
        BackupError: the file is there already, or cannot be written.
    """
    file = path / f"workbench-{at:%Y%m%d-%H%M%S}.zip" if path.is_dir() else path
    with _moment(engine) as connection:
        tables = {table.name: lines_of(connection, table) for table in tables_of(METADATA)}
        return write_archive(file, tables, known()[-1], engine.dialect.name, at)


@contextmanager
def _moment(engine: sa.Engine) -> Iterator[sa.Connection]:
    file = sqlite_file(engine)
    if file is None:
        with engine.connect() as connection:
            if engine.dialect.name != "sqlite":
                # Every table as it was when the first one was read.
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection
        return
    with TemporaryDirectory(prefix="tidegauge-backup-", dir=file.parent) as folder:
        copy = Path(folder) / "workbench.sqlite"
        copy_file(file, copy)
        copied = sa.create_engine(f"sqlite:///{copy}")
        try:
            with copied.connect() as connection:
                yield connection
        finally:
            copied.dispose()
