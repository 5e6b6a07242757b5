"""`tidegauge` with a lake that takes for ever over one filter: for the tests of waiting and of Cancel."""

from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.cli import main
from tidegauge.stores.cancelling import stopped_by
from tidegauge.stores.duckdb.engine import compiled, connected, refused
from tidegauge.stores.lake.reader import Lake

SLOW = "for ever"
"""The value of a filter chip that makes a question slow."""
_read, _hold = Lake.read, Lake.hold


def _wait(query: sa.Select[Any]) -> None:
    if SLOW in compiled(query)[1]:
        with connected() as cursor, stopped_by(cursor.interrupt), refused():
            cursor.execute(
                "SELECT count(*) FROM range(10000000) a(n), range(10000000) b(n) WHERE a.n * b.n % 7 = 3"
            )


def _slow_read(self: Lake, query: sa.Select[Any]) -> pl.DataFrame:
    _wait(query)
    return _read(self, query)


def _slow_hold(self: Lake, query: sa.Select[Any]) -> Any:
    _wait(query)
    return _hold(self, query)


if __name__ == "__main__":
    Lake.read, Lake.hold = _slow_read, _slow_hold  # type: ignore[method-assign]
    main()
