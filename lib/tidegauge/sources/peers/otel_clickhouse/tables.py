"""The Collector's tables of spans and of log records: what they are recognised by, and their rows."""

import sqlalchemy as sa

from tidegauge.sources.peer import Probe

NEEDED = (
    "Timestamp",
    "TraceId",
    "SpanId",
    "ParentSpanId",
    "SpanAttributes",
    "ResourceAttributes",
    "Duration",
    "StatusCode",
)
"""The columns that every version of the exporter makes."""
EVENTS = ("Events.Name", "Events.Timestamp", "Events.Attributes")
_USED = (*NEEDED, "SpanName", "ServiceName", "StatusMessage", *EVENTS)
HOUR = 3_600_000_000
"""Microseconds that a span or a record may arrive late."""


def is_span_table(probe: Probe, name: str) -> bool:
    """Return whether a table has the columns of the Collector's exporter."""
    return probe.has(name, *NEEDED)


def span_table(probe: Probe, name: str) -> sa.TableClause:
    """Return the table with those of its columns that we read."""
    there = [column for column in _USED if column in probe.tables[name]]
    return sa.table(name, *(sa.column(column) for column in there), schema=probe.schema)
