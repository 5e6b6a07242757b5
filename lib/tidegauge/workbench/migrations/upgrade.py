"""Bring a workbench to the newest revision: one process at a time, all of it or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory

from tidegauge.errors import StoreError
from tidegauge.workbench.file_copy import copy_file, sqlite_file
from tidegauge.workbench.migrations import VERSION_TABLE, is_current, known, revision_of

SCRIPTS = Path(__file__).parent
_WAIT_MS = 120_000
_ADVISORY = 7_430_215_106
"""The key of PostgreSQL's lock: any number that nobody else takes."""
# Alembic's operations are found through a place of the process: two threads must not be there at once.
_here = Lock()


def upgrade(engine: sa.Engine) -> tuple[str | None, str]:
    """Run the revisions that a workbench lacks, and return from which to which. None: it had no revision.

    A SQLite file that holds tables is copied first, to its name with `.before-` and the newest revision.

    Raises:
        StoreError: a newer Tidegauge has changed the tables, or rows would lose what they refer to.
    """
    with _here, alone(engine) as connection:
        before = revision_of(connection)
        if not is_current(connection):
            _copy_first(engine, connection)
            run_to(connection, known()[-1])
            check_references(connection)
    return before, known()[-1]


@contextmanager
def alone(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Hold the whole workbench in one transaction: others who want to change its tables wait for its end."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            with _sqlite_alone(connection):
                yield connection
        else:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY)))
            yield connection
            connection.commit()


@contextmanager
def _sqlite_alone(connection: sa.Connection) -> Iterator[None]:
    # A table is rewritten as a new one that takes the old one's name: what refers to it must not hinder that.
    for pragma in ("foreign_keys = OFF", f"busy_timeout = {_WAIT_MS}"):
        connection.exec_driver_sql(f"PRAGMA {pragma}")
    try:
        connection.exec_driver_sql("BEGIN EXCLUSIVE")
        yield
        connection.commit()
    finally:
        connection.rollback()
        for pragma in ("foreign_keys = ON", "busy_timeout = 60000"):
            connection.exec_driver_sql(f"PRAGMA {pragma}")
        connection.commit()


def _copy_first(engine: sa.Engine, connection: sa.Connection) -> None:
    file = sqlite_file(engine)
    if file is not None and sa.inspect(connection).get_table_names():
        copy_file(file, file.with_name(f"{file.name}.before-{known()[-1]}"))


def run_to(connection: sa.Connection, revision: str) -> None:
    """Run the revisions from the one that a database has to a later one, within a transaction."""
    script = ScriptDirectory(str(SCRIPTS))
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    with Operations.context(context):
        for step in reversed(list(script.iterate_revisions(revision, revision_of(connection) or "base"))):
            step.module.upgrade()
            context.stamp(script, step.revision)


def check_references(connection: sa.Connection) -> None:
    """Refuse rows that refer to rows that are not there.

    Raises:
        StoreError: there is one; the tables are named.
    """
    if connection.dialect.name != "sqlite":
        return  # others check them all the time
    if lost := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise StoreError(
            f"The workbench stays as it was: row {lost[1]} of its table “{lost[0]}” refers to a row of “{lost[2]}” "
            "that is not there. See what is wrong with it: tidegauge workbench check"
        )
