"""What a sample of the Collector's spans shows: the attributes they hold, and what their roots alone know."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from tidegauge.sources.peer import Probe
from tidegauge.sources.peers._clickhouse_keys import some_of
from tidegauge.sources.peers._roots import OF_THE_TRACE
from tidegauge.sources.peers.otel_clickhouse.attributes import attributes_of
from tidegauge.sources.peers.otel_clickhouse.fields import Fields
from tidegauge.sources.peers.otel_clickhouse.spans import Spans
from tidegauge.sources.peers.otel_clickhouse.tables import span_table

_FIELDS = ("session_id", *OF_THE_TRACE)
"""What a root may know of a whole trace: spans below it take its word where they have none of their own."""


def spans_of(probe: Probe, name: str) -> Spans:
    """Return the spans of a table, after a look at a sample of its rows."""
    table = span_table(probe, name)
    some = some_of(probe.read, table, table.c.Timestamp)
    sample = sa.select(*table.c).where(some).subquery("sample")
    spans = Spans(probe, name, attributes_of(probe.read, sample, probe.tables[name]))
    return replace(spans, inherited=_missed(spans))


def _missed(spans: Spans) -> tuple[str, ...]:
    """Return the fields that roots of a sample of traces know and spans below them do not say."""
    told = replace(spans, inherited=_told(spans))
    if not told.inherited:
        return ()
    rows, roots = told.single(), told.roots()
    own = Fields(spans.attributes, rows)
    found: list[sa.ColumnElement[Any]] = [
        sa.func.countIf(
            sa.and_(own.field(name).is_(None), roots.c[name].is_not(None)), type_=sa.BigInteger()
        ).label(name)
        for name in told.inherited
    ]
    some = some_of(spans.probe.read, span_table(spans.probe, spans.name), rows.c.TraceId)
    joined = rows.join(roots, roots.c.trace == rows.c.TraceId)
    counts = spans.probe.read(sa.select(*found).select_from(joined).where(some, own.kind() == "model"))
    return tuple(name for name in told.inherited if counts[name][0])


def _told(spans: Spans) -> tuple[str, ...]:
    keys = Fields(spans.attributes, span_table(spans.probe, spans.name)).keys
    return tuple(name for name in _FIELDS if keys[name])
