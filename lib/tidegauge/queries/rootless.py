"""Traces whose root never arrived: where a row is a trace, they are no row."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import Window

LONGEST = timedelta(days=1)
"""How far apart the spans of a trace may lie."""


def rootless_traces(window: Window) -> sa.Select[Any]:
    """Return the number of traces that begin in `window` and have no root, as `traces`."""
    spans = sa.table(
        "spans",
        sa.column("trace_id", sa.Text),
        sa.column("parent_span_id", sa.Text),
        sa.column("start_time", sa.TIMESTAMP),
    ).c
    began = sa.func.min(spans.start_time)
    without = (
        sa.select(spans.trace_id)
        .where(spans.start_time >= window.start - LONGEST, spans.start_time < window.end + LONGEST)
        .group_by(spans.trace_id)
        .having(
            sa.func.count(sa.case((spans.parent_span_id.is_(None), 1))) == 0,
            began >= window.start,
            began < window.end,
        )
        .subquery("without_root")
    )
    return sa.select(sa.func.count().label("traces")).select_from(without)
