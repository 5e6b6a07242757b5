"""A transaction that no other one on the same review batch runs beside."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache

import sqlalchemy as sa

from tidegauge.workbench.tables import REVIEW_BATCHES


@contextmanager
def exclusive(engine: sa.Engine, batch: int) -> Iterator[sa.Connection]:
    """Hold a batch until the block ends, in whatever thread or process: what is read in it stays true in it."""
    with _turn(engine), engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            # At once: a transaction that reads first and writes later would meet another's changes in between.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            held = sa.select(REVIEW_BATCHES.c.id).where(REVIEW_BATCHES.c.id == batch)
            # Waits for who holds it; what follows sees what that one has committed.
            connection.execute(held.with_for_update())
        yield connection


def _turn(engine: sa.Engine) -> AbstractContextManager[object]:
    # SQLite's waiters look again every 0.1 s, whoever looks first: threads of one process wait in line instead.
    return _line(engine) if engine.dialect.name == "sqlite" else nullcontext()


@lru_cache(maxsize=50)
def _line(_engine: sa.Engine) -> threading.Lock:
    return threading.Lock()
