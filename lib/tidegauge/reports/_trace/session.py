"""The traces of one session around a trace: when, what was asked, whether it failed, how long it took."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from tidegauge.filters import Window
from tidegauge.queries import trace as queries
from tidegauge.reports._traces.text import asked_line
from tidegauge.reports.source import Source

MOST_SPANS = 5_000


@dataclass(frozen=True)
class SessionTrace:
    """One trace of the session; `this` marks the one that the page shows."""

    trace_id: str
    at: datetime
    first_line: str | None
    failed: bool
    duration_ms: float | None
    this: bool


def session_of(
    source: Source, session_id: str | None, trace_id: str, window: Window
) -> tuple[SessionTrace, ...]:
    """Return the session's traces in order of time; empty where the trace has no session."""
    if not session_id:
        return ()
    frame = source.store.read(queries.session(source.store.catalog(), session_id, window, MOST_SPANS))
    return tuple(
        SessionTrace(
            row["trace_id"],
            row["at"],
            asked_line(row["text"]),
            row["failed"],
            row["length"],
            row["trace_id"] == trace_id,
        )
        for row in _by_trace(frame).iter_rows(named=True)
    )


def _by_trace(frame: pl.DataFrame) -> pl.DataFrame:
    at, length = pl.col("start_time"), pl.col("duration_ms")
    # Microseconds as numbers: a duration from a broken clock overflows a time, not a float.
    start = at.dt.epoch("us") / 1000
    root = pl.col("parent_span_id").is_null()
    failed = pl.col("status") == "error"
    return (
        frame.group_by("trace_id", maintain_order=True)
        .agg(
            at.min().alias("at"),
            pl.col("input_text").drop_nulls().first().alias("text"),
            # The root knows how the trace ended; where it is missing, any failed span tells.
            pl.when((root & pl.col("status").is_not_null()).any())
            .then((failed & root).any())
            .otherwise(failed.any())
            .fill_null(value=False)
            .alias("failed"),
            ((start + length).max() - start.min()).alias("length"),
        )
        .sort("at", "trace_id")
    )
