"""Open the workbench: SQLite in WAL mode by default, any SQLAlchemy URL otherwise."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from tidegauge.errors import StoreError
from tidegauge.workbench.migrations import is_current


def open_workbench(url: str) -> sa.Engine:
    """Return an engine on the workbench, with its folder and tables made and brought to the newest revision.

    Raises:
        StoreError: the address cannot be read, the database does not answer, or a newer Tidegauge has changed it.
    """
    engine = connect_workbench(url)
    try:
        _bring_up_to_date(engine)
    except BaseException as error:
        engine.dispose()
        if isinstance(error, SQLAlchemyError | OSError | ImportError):
            raise does_not_open(error) from error
        raise
    return engine


def connect_workbench(url: str) -> sa.Engine:
    """Return an engine on the workbench, whatever its tables are.

    Raises:
        StoreError: the address cannot be read.
    """
    try:
        address = sa.make_url(url)
        if address.drivername.startswith("sqlite") and address.database not in {None, "", ":memory:"}:
            Path(str(address.database)).expanduser().parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(address)
    except (SQLAlchemyError, OSError, ImportError) as error:
        raise does_not_open(error) from error
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare)
    return engine


def _bring_up_to_date(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        current = is_current(connection)
    if not current:
        # Imported here: Alembic takes half a second, and nearly always there is nothing to do.
        from tidegauge.workbench.migrations.upgrade import upgrade  # noqa: PLC0415

        upgrade(engine)


def does_not_open(error: Exception) -> StoreError:
    """Return what a driver's error means for the person at the screen."""
    return StoreError(f"The workbench does not open: {str(error).splitlines()[0]}")


def _prepare(connection: Any, _record: object) -> None:
    # Many readers beside one writer. Who meets a writer waits, for long: SQLite's waiters stand in no line, and one that
    # looks ten times a second can miss every gap between the others for ten seconds.
    for pragma in ("busy_timeout = 60000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
