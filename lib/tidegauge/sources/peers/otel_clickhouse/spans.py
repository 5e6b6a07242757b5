"""Spans of the Collector's table `otel_traces`: retries once, and what only the root knows told of its calls, too."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tidegauge.schema.map_functions import MapText, PathText
from tidegauge.schema.tables import TABLES, Kind
from tidegauge.sources import otlp_fields as fields
from tidegauge.sources.otlp_model import EXCEPTION_EVENT
from tidegauge.sources.peer import CHANGED, GONE, PeerTable, Probe
from tidegauge.sources.peers._clickhouse_rows import microseconds, moment, once, recorded
from tidegauge.sources.peers.otel_clickhouse.attributes import Attributes
from tidegauge.sources.peers.otel_clickhouse.fields import Fields
from tidegauge.sources.peers.otel_clickhouse.tables import EVENTS, HOUR, span_table

SQL = sa.ColumnElement[Any]


@dataclass(frozen=True)
class Spans:
    """The table of spans `name`, the attributes that it holds, and the fields that calls take from their root."""

    probe: Probe
    name: str
    attributes: Attributes
    inherited: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, str]:
        """{column: its type}."""
        return dict(self.probe.tables[self.name])

    def raw(self) -> sa.Select[Any]:
        """Return the rows of the service, retries among them, with `started`, the time in microseconds."""
        table = span_table(self.probe, self.name)
        query = sa.select(*table.c, moment(table.c.Timestamp).label("started"))
        service = self.probe.options.get("project")
        return query.where(table.c.ServiceName == service) if service and "ServiceName" in table.c else query

    def single(self, name: str = "single") -> sa.Subquery:
        """Return the rows without the repetitions that retries make: those are alike, their time too."""
        return once(self.raw(), "TraceId", "SpanId", "started").subquery(name)

    def roots(self) -> sa.Subquery:
        """Return one row a trace: `trace` and what the root says of `inherited`."""
        rows = self.single("root_rows")
        told = Fields(self.attributes, rows)
        words = [told.field(name).label(name) for name in self.inherited]
        query = sa.select(rows.c.TraceId.label("trace"), *words).where(rows.c.ParentSpanId == "")
        return once(query, "trace").subquery("roots")

    def table(self) -> PeerTable:
        """Return the spans in our columns."""
        rows = self.single()
        told = Fields(self.attributes, rows)
        roots = self.roots() if self.inherited else None
        columns = _own(rows, self.columns) | {name: told.field(name) for name in _TOLD}
        columns["error_type"] = sa.func.coalesce(
            told.raw("error_type"), _thrown(rows, self.columns), type_=sa.Text()
        )
        if roots is not None:
            inherited = {
                name: sa.func.coalesce(columns[name], roots.c[name], type_=sa.Text())
                for name in self.inherited
            }
            columns |= inherited
        others = told.others()
        if "StatusMessage" in rows.c:
            columns["status_message"] = recorded(rows.c.StatusMessage)
        columns |= {name: value for name, (value, _) in others.items()}
        kinds = {
            name: TABLES["spans"].kinds.get(name) or others.get(name, (None, Kind.TEXT))[1]
            for name in columns
        }
        named = [column.label(name) for name, column in columns.items()]
        query = sa.select(*named, microseconds(rows.c.started).label(CHANGED), sa.false().label(GONE))
        source: sa.FromClause = rows
        if roots is not None:
            source = rows.outerjoin(roots, roots.c.trace == rows.c.TraceId)
        return PeerTable(query.select_from(source), kinds, overlap=HOUR)


_TOLD = (
    "kind",
    *fields.TEXT_FIELDS,
    *fields.NUMBER_FIELDS,
    "finish_reason",
    "time_to_first_token_ms",
    "input_text",
    "output_text",
)


def _own(rows: sa.FromClause, columns: dict[str, str]) -> dict[str, SQL]:
    failed = sa.func.endsWith(sa.func.lower(rows.c.StatusCode), "error")
    return {
        "trace_id": sa.cast(rows.c.TraceId, sa.Text),
        "span_id": sa.cast(rows.c.SpanId, sa.Text),
        "parent_span_id": recorded(rows.c.ParentSpanId),
        "name": sa.cast(rows.c.SpanName, sa.Text) if "SpanName" in columns else sa.cast(sa.null(), sa.Text),
        "start_time": sa.type_coerce(rows.c.started, sa.TIMESTAMP()),
        "duration_ms": sa.func.toFloat64(rows.c.Duration, type_=sa.Double()) / 1e6,
        "status": sa.case((failed, "error"), else_="ok"),
    }


def _thrown(rows: sa.FromClause, columns: dict[str, str]) -> SQL:
    """Return the type of the first exception among a span's events."""
    if not set(EVENTS) <= columns.keys():
        return sa.cast(sa.null(), sa.Text)
    place = sa.func.indexOf(rows.c["Events.Name"], EXCEPTION_EVENT)
    attributes = sa.func.arrayElement(rows.c["Events.Attributes"], place)
    read = PathText if columns["Events.Attributes"].startswith("array(json") else MapText
    return sa.case((place > 0, read(attributes, sa.literal("exception.type", sa.Text()))))
