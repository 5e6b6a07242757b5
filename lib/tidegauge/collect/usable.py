"""Which spans and evaluation results can be used at all: those with ids and times."""

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.trace.v1.trace_pb2 import Span

_LATEST = 7_258_118_400_000_000_000
"""1 January 2200 in Unix nanoseconds: later times are rejected by an import, too."""

_NO_TRACE, _NO_SPAN = bytes(16), bytes(8)
NO_TRACE_ID = "without a trace id of 16 bytes that are not all zero"
NO_SPAN_ID = "without a span id of 8 bytes that are not all zero"
NO_TIME = "without a time"
WILD_TIME = "with a time after the year 2199"


class _HasIds(Protocol):
    trace_id: bytes
    span_id: bytes


def span_fault(span: Span) -> str | None:
    """Return why a span cannot be used, or None. An end before the start is for the quarantine to say."""
    if fault := _id_fault(span):
        return fault
    start = span.start_time_unix_nano
    if not start:
        return NO_TIME
    return WILD_TIME if start >= _LATEST or span.end_time_unix_nano >= _LATEST else None


def result_fault(record: LogRecord) -> str | None:
    """Return why the result of an evaluation cannot be used, or None: it must say which span was judged, and when."""
    if fault := _id_fault(record):
        return fault
    time = record.time_unix_nano or record.observed_time_unix_nano
    if not time:
        return NO_TIME
    return WILD_TIME if time >= _LATEST else None


def _id_fault(item: _HasIds) -> str | None:
    trace, span = item.trace_id, item.span_id
    if len(trace) != len(_NO_TRACE) or trace == _NO_TRACE:
        return NO_TRACE_ID
    return NO_SPAN_ID if len(span) != len(_NO_SPAN) or span == _NO_SPAN else None


def sentence(faults: Iterable[str], thing: str) -> str:
    """Return what is said of rejected items.

    >>> sentence([NO_TIME, NO_TIME], "spans")
    'Rejected: 2 spans without a time.'
    """
    found = Counter(faults)
    said = ", ".join(
        f"{count} {thing if count > 1 else thing.removesuffix('s')} {why}" for why, count in found.items()
    )
    return f"Rejected: {said}." if said else ""
