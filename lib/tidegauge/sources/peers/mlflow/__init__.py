"""MLflow's tracking store, on SQLite or PostgreSQL, in the layout with columns and in the older one with keys and values."""

import sqlalchemy as sa

from tidegauge.errors import StoreError, unknown
from tidegauge.sources.peer import Peer, PeerKind, Probe
from tidegauge.sources.peers.mlflow.counts import counted, left
from tidegauge.sources.peers.mlflow.lookup import mlflow_lookup
from tidegauge.sources.peers.mlflow.roots import mlflow_roots
from tidegauge.sources.peers.mlflow.scores import scores_table, signals_table
from tidegauge.sources.peers.mlflow.spans import spans_table
from tidegauge.sources.peers.mlflow.tables import METADATA, TAGS, MLflowTables, mlflow_tables
from tidegauge.sources.peers.mlflow.words import layout, notes, read_from


def _recognises(probe: Probe) -> bool:
    pairs = all(probe.has(table, "key", "value", "request_id") for table in (METADATA, TAGS))
    return (
        pairs
        and probe.has("experiments", "experiment_id", "name")
        and probe.has("trace_info", "request_id", "experiment_id", "timestamp_ms")
        and probe.has("spans", "trace_id", "span_id", "start_time_unix_nano", "content")
        and probe.has("assessments", "trace_id", "assessment_type", "valid")
    )


def _opened(probe: Probe) -> Peer:
    tables = mlflow_tables(probe)
    projects = _projects(probe, tables)
    lookup = mlflow_lookup(probe, tables)
    roots = mlflow_roots(probe, tables, lookup)
    return Peer(
        product="MLflow",
        layout=layout(probe),
        tables={
            "spans": spans_table(tables, lookup, roots),
            "scores": scores_table(tables),
            "signals": signals_table(tables),
        },
        read_from=read_from(lookup),
        counted=counted(tables),
        left=left(tables),
        projects=projects,
        notes=(*notes(), *roots.notes()),
    )


def _projects(probe: Probe, tables: MLflowTables) -> tuple[str, ...]:
    experiments, traces = tables["experiments"], tables["trace_info"]
    filled = sa.exists().where(traces.c.experiment_id == experiments.c.experiment_id)
    query = sa.select(experiments.c.name, sa.and_(filled, sa.not_(tables.deleted)).label("filled"))
    found = probe.read(query.order_by(experiments.c.name))
    names = found["name"].to_list()
    if tables.project is not None and tables.project not in names:
        raise StoreError(
            f"{unknown('experiment', tables.project, names)} The address asks for it: ?project=."
        )
    return tuple(name for name, any_trace in found.iter_rows() if any_trace)


PEER = PeerKind("MLflow", _recognises, _opened)
