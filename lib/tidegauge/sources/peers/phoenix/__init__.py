"""Arize Phoenix, on SQLite or PostgreSQL."""

import sqlalchemy as sa

from tidegauge.errors import StoreError, unknown
from tidegauge.sources.peer import Peer, PeerKind, Probe
from tidegauge.sources.peers._json_keys import Key, keys_of
from tidegauge.sources.peers._lookup import Lookup
from tidegauge.sources.peers.phoenix.attributes import LEFT_OUT, STANDARD
from tidegauge.sources.peers.phoenix.counts import counted, left
from tidegauge.sources.peers.phoenix.roots import phoenix_roots
from tidegauge.sources.peers.phoenix.scores import scores_table, signals_table
from tidegauge.sources.peers.phoenix.spans import spans_table
from tidegauge.sources.peers.phoenix.tables import PhoenixTables, phoenix_tables
from tidegauge.sources.peers.phoenix.words import notes, read_from

SAMPLE = 2_000
"""Spans whose attributes are looked at: the newest."""


def _recognises(probe: Probe) -> bool:
    return (
        probe.has("projects", "id", "name")
        and probe.has("traces", "id", "project_rowid", "trace_id")
        and probe.has(
            "spans", "id", "trace_rowid", "span_id", "parent_id", "span_kind", "attributes", "events"
        )
        and probe.has("span_annotations", "span_rowid", "annotator_kind")
    )


def _opened(probe: Probe) -> Peer:
    tables = phoenix_tables(probe)
    projects = _projects(probe, tables)
    lookup = _lookup(tables, _keys(probe, tables))
    roots = phoenix_roots(probe, tables, lookup)
    return Peer(
        product="Arize Phoenix",
        layout="attributes as JSONB" if probe.dialect == "postgresql" else "attributes as JSON text",
        tables={
            "spans": spans_table(tables, lookup, roots),
            "scores": scores_table(tables),
            "signals": signals_table(tables),
        },
        read_from=read_from(lookup),
        counted=counted(tables),
        left=left(tables),
        projects=projects,
        notes=(*notes(probe, tables), *roots.notes()),
    )


def _projects(probe: Probe, tables: PhoenixTables) -> tuple[str, ...]:
    projects, traces = tables["projects"], tables["traces"]
    filled = sa.exists().where(traces.c.project_rowid == projects.c.id)
    found = probe.read(sa.select(projects.c.name, filled.label("filled")).order_by(projects.c.name))
    names = found["name"].to_list()
    if tables.project is not None and tables.project not in names:
        raise StoreError(f"{unknown('project', tables.project, names)} The address asks for it: ?project=.")
    return tuple(name for name, any_trace in found.iter_rows() if any_trace)


def _keys(probe: Probe, tables: PhoenixTables) -> dict[str, Key]:
    spans = tables["spans"]
    newest = tables.narrowed(sa.select(sa.cast(spans.c.attributes, sa.Text()).label("attributes")))
    newest = newest.select_from(tables.spanned).order_by(spans.c.id.desc()).limit(SAMPLE)
    return keys_of(probe.read(newest)["attributes"], left_out=LEFT_OUT)


def _lookup(tables: PhoenixTables, keys: dict[str, Key]) -> Lookup:
    attributes = tables["spans"].c.attributes
    # Phoenix takes dotted names apart into nested objects.
    return Lookup(keys, STANDARD, lambda name: tuple(name.split(".")), lambda path: (attributes, path))


PEER = PeerKind("Arize Phoenix", _recognises, _opened)
