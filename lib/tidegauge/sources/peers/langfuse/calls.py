"""Langfuse's spans in one form: version 3 keeps them as observations beside traces, version 4 as whole events."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tidegauge.schema.tables import Kind
from tidegauge.sources.peer import Probe
from tidegauge.sources.peers._clickhouse_keys import some_of
from tidegauge.sources.peers._clickhouse_rows import recorded
from tidegauge.sources.peers.langfuse import metadata
from tidegauge.sources.peers.langfuse.metadata import Key
from tidegauge.sources.peers.langfuse.rows import every_version, newest

SQL = sa.ColumnElement[Any]

PLAIN = (
    "project_id",
    "trace_id",
    "name",
    "type",
    "environment",
    "start_time",
    "end_time",
    "level",
    "status_message",
    "completion_start_time",
    "prompt_name",
    "prompt_version",
    "provided_model_name",
    "model_parameters",
    "usage_details",
    "cost_details",
    "input",
    "output",
    "event_ts",
)
"""Columns that both layouts have under one name."""
OF_THE_TRACE = ("session_id", "user_id", "release", "version")


@dataclass(frozen=True)
class Layout(ABC):
    """Where the spans are. `keys` are those of the metadata that rows were seen to hold."""

    probe: Probe
    table: str
    keys: tuple[Key, ...]

    name = ""
    id = ""
    parent = ""

    @abstractmethod
    def rows(self) -> sa.Subquery:
        """Return the newest versions: the columns of `PLAIN` and `OF_THE_TRACE`, id, parent, trace_name, deleted, and
        the metadata by the name of the attribute."""

    def newest(self) -> sa.Select[Any]:
        """Return the newest version of each span as it lies."""
        return newest(self.probe, self.table, self.id)

    def alone(self) -> sa.Select[Any] | None:
        """Return the traces that have not one span, or None where there can be none."""
        return None

    @property
    def kinds(self) -> Mapping[str, Kind]:
        """{attribute: kind} of the metadata."""
        return metadata.kinds(self.keys)


def _own(rows: sa.FromClause, layout: Layout) -> list[SQL]:
    plain = [rows.c[name] for name in PLAIN if name not in {"name", "environment"}]
    texts = [recorded(sa.func.toString(rows.c[name])).label(name) for name in ("name", "environment")]
    parent = recorded(rows.c[layout.parent]).label("parent")
    return [*plain, *texts, rows.c[layout.id].label("id"), parent]


class Observations(Layout):
    """Version 3: an observation knows its trace's id, the trace its session, user, release and metadata."""

    name = "traces + observations"
    id = "id"
    parent = "parent_observation_id"

    def rows(self) -> sa.Subquery:
        """Return each observation with what its trace says."""
        own = self.newest().subquery("observation")
        trace = self._traces().subquery("trace")
        joined = own.outerjoin(
            trace, sa.and_(trace.c.project == own.c.project_id, trace.c.trace == own.c.trace_id)
        )
        of_trace = [
            *(trace.c[name] for name in ("session_id", "user_id", "release", "trace_name")),
            sa.func.coalesce(recorded(own.c.version), trace.c.version, type_=sa.Text()).label("version"),
        ]
        told = [
            sa.func.coalesce(metadata.map_value(own, key), trace.c[key.name], type_=sa.Text()).label(key.name)
            for key in self._named().values()
        ]
        deleted = sa.or_(own.c.is_deleted == 1, sa.func.coalesce(trace.c.is_deleted, 0) == 1).label("deleted")
        cost: SQL = sa.func.toFloat64(own.c.total_cost, type_=sa.Double()).label("total_cost")
        query = sa.select(*_own(own, self), *of_trace, cost, deleted, *told)
        return query.select_from(joined).subquery("spans_of_langfuse")

    def alone(self) -> sa.Select[Any]:
        """Return the traces without an observation."""
        traces = newest(self.probe, "traces", "id").subquery("trace_rows")
        own = every_version(self.probe, self.table).subquery("observation")
        known = sa.tuple_(traces.c.project_id, traces.c.id).in_(sa.select(own.c.project_id, own.c.trace_id))
        return sa.select(*traces.c).where(sa.not_(known), traces.c.is_deleted == 0)

    def _named(self) -> dict[str, Key]:
        return {key.name: key for key in self.keys}

    def _traces(self) -> sa.Select[Any]:
        rows = newest(self.probe, "traces", "id").subquery("trace_rows")
        texts = [recorded(rows.c[name]).label(name) for name in OF_THE_TRACE]
        told = [metadata.map_value(rows, key).label(name) for name, key in self._named().items()]
        own = [
            rows.c.project_id.label("project"),
            rows.c.id.label("trace"),
            recorded(rows.c.name).label("trace_name"),
        ]
        return sa.select(*own, *texts, rows.c.is_deleted, *told)


class Events(Layout):
    """Version 4: an event holds what its trace says, too."""

    name = "events"
    id = "span_id"
    parent = "parent_span_id"

    def rows(self) -> sa.Subquery:
        """Return each event."""
        own = self.newest().subquery("event")
        texts = [recorded(own.c[name]).label(name) for name in (*OF_THE_TRACE, "trace_name")]
        told = [metadata.pair_value(own, key).label(key.name) for key in self.keys]
        deleted = (own.c.is_deleted == 1).label("deleted")
        cost: SQL = sa.cast(sa.null(), sa.Double).label("total_cost")
        query = sa.select(*_own(own, self), *texts, cost, deleted, *told)
        return query.subquery("spans_of_langfuse")


def observations(probe: Probe) -> Layout:
    """Return the spans of version 3, after a look at the metadata of some of them."""
    keys: dict[str, Key] = {}
    for name, time in (("observations", "start_time"), ("traces", "timestamp")):
        rows = _some(probe, name, time)
        for key in metadata.map_keys(probe.read, rows):
            known = keys.get(key.name)
            keys[key.name] = (
                Key(key.key, Kind.TEXT, key.inside) if known and known.kind is not key.kind else key
            )
    return Observations(probe, "observations", tuple(keys.values()))


def events(probe: Probe, name: str) -> Layout:
    """Return the spans of version 4 in the table `name`."""
    return Events(probe, name, metadata.pair_keys(probe.read, _some(probe, name, "start_time")))


def _some(probe: Probe, name: str, time: str) -> sa.Subquery:
    rows = every_version(probe, name).subquery("rows_of_it")
    return sa.select(*rows.c).where(some_of(probe.read, rows, rows.c[time])).subquery("sample")
