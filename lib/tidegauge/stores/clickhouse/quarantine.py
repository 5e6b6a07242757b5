"""Rows that an import could not use, on their way into the store: they become visible with the commit."""

from collections.abc import Iterable, Mapping

import polars as pl

from tidegauge.stores._writer import QuarantineWriter
from tidegauge.stores.clickhouse.session import Session
from tidegauge.stores.clickhouse.stage import stage_of

QUARANTINED = "tidegauge_quarantined"
MOST_ROWS = 20_000

_SCHEMA = {
    "file": pl.String,
    "row": pl.Int64,
    "line": pl.Int64,
    "column": pl.String,
    "value": pl.String,
    "rule": pl.String,
    "record": pl.String,
}


class Quarantine(QuarantineWriter):
    """The rows of one commit, which is called `part`. Few of them are in memory at a time."""

    def __init__(self, session: Session, part: str, *, alike: bool) -> None:
        """`alike`: the table where they wait has the layout of the one that they go to."""
        self._session = session
        self._part = part
        self._like = "" if alike else "ENGINE = MergeTree ORDER BY tuple() "
        self._rows: list[Mapping[str, object]] = []
        self._begun = False

    def append(self, rows: Iterable[Mapping[str, object]]) -> None:
        """Append rows: {file, row, line, column, value, rule, record}."""
        self._rows += rows
        if len(self._rows) >= MOST_ROWS:
            self.flush()

    def flush(self) -> None:
        """Send what waits."""
        if not self._rows:
            return
        stage = stage_of(QUARANTINED)
        if not self._begun:
            self._session.command(f"CREATE TABLE IF NOT EXISTS {stage} {self._like}AS {QUARANTINED}")
            self._begun = True
        frame = pl.DataFrame(self._rows, schema=_SCHEMA)
        self._session.insert(stage, frame.with_columns(pl.lit(self._part).alias("part")))
        self._rows = []
