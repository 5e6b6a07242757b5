"""Open the workbench: SQLite in WAL mode by default, any SQLAlchemy URL otherwise."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from tidegauge.errors import StoreError
from tidegauge.workbench.tables import METADATA


def open_workbench(url: str) -> sa.Engine:
    """Return an engine on the workbench, with its folder and tables made where they were missing.

    Raises:
        StoreError: the address cannot be read, or the database does not answer.
    """
    try:
        address = sa.make_url(url)
        if address.drivername.startswith("sqlite") and address.database not in {None, "", ":memory:"}:
            Path(str(address.database)).expanduser().parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(address)
        if engine.dialect.name == "sqlite":
            sa.event.listen(engine, "connect", _prepare)
        METADATA.create_all(engine)
    except (SQLAlchemyError, OSError, ImportError) as error:
        raise StoreError(f"The workbench does not open: {str(error).splitlines()[0]}") from error
    return engine


def _prepare(connection: Any, _record: object) -> None:
    # Many readers beside one writer; a reader that meets a writer waits instead of failing.
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 10000", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
