"""Transactions that no other one on the same review batch, on the alerts or on the incidents runs beside."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache

import sqlalchemy as sa

from tidegauge.workbench.tables import REVIEW_BATCHES

_ALERTS = 7_430_215_107
"""The key of PostgreSQL's lock on the alerts: any number that nobody else takes."""


def exclusive(engine: sa.Engine, batch: int) -> AbstractContextManager[sa.Connection]:
    """Hold a batch until the block ends, in whatever thread or process: what is read in it stays true in it."""
    return held(engine, sa.select(REVIEW_BATCHES.c.id).where(REVIEW_BATCHES.c.id == batch).with_for_update())


def exclusive_alerts(engine: sa.Engine) -> AbstractContextManager[sa.Connection]:
    """Hold what the alert rules say until the block ends, in whatever thread or process."""
    return held(engine, sa.select(sa.func.pg_advisory_xact_lock(_ALERTS)))


@contextmanager
def held(engine: sa.Engine, hold: sa.Executable) -> Iterator[sa.Connection]:
    """Hold the workbench in SQLite, elsewhere what the statement `hold` locks, until the block ends."""
    with _turn(engine), engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            # At once: a transaction that reads first and writes later would meet another's changes in between.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            # Waits for who holds it; what follows sees what that one has committed.
            connection.execute(hold)
        yield connection


def _turn(engine: sa.Engine) -> AbstractContextManager[object]:
    # SQLite's waiters look again every 0.1 s, whoever looks first: threads of one process wait in line instead.
    return _line(engine) if engine.dialect.name == "sqlite" else nullcontext()


@lru_cache(maxsize=50)
def _line(_engine: sa.Engine) -> threading.Lock:
    return threading.Lock()
