"""The tables of a store in ClickHouse: one server, or a cluster of shards and replicas."""

import re
from collections.abc import Iterator

from tidegauge.schema.tables import TABLES, Column, Kind, Table
from tidegauge.stores.clickhouse.types import STORED

LOCAL = "_local"
"""What a shard's own table is called behind the one that stands for all of them."""

_DIMENSIONS = frozenset(
    (
        *("name", "kind", "status", "error_type", "finish_reason", "environment", "feature", "provider"),
        *(
            "model_requested",
            "model_version",
            "prompt_name",
            "prompt_version",
            "index_version",
            "app_version",
        ),
        *("geo", "device", "source", "language", "query_category", "variant", "decision", "evaluator"),
        *("component", "from_version", "to_version", "scope", "label"),
    )
)
"""Texts with few different values: ClickHouse keeps them as numbers and a dictionary."""
_SEARCHED = ("trace_id", "span_id", "session_id")
_ORDER = {
    "spans": ("toDate(start_time)", "feature", "model_version", "start_time", "span_id"),
    "scores": ("toDate(created_at)", "name", "created_at", "span_id"),
    "signals": ("toDate(created_at)", "kind", "created_at", "span_id"),
    "outcomes": ("toDate(created_at)", "name", "created_at", "span_id"),
    "changes": ("at", "kind"),
}
_CODECS = {Kind.TIME: "DoubleDelta, ZSTD(1)", Kind.INTEGER: "T64, ZSTD(1)", Kind.TEXT: "ZSTD(1)"}
_STEPWISE = frozenset({"value", "prediction", "label"})
"""Numbers that often repeat the one before."""

_NOW = "DateTime64(6, 'UTC') DEFAULT now64(6)"
_OWN = {
    "tidegauge_store": (f"format UInt32, at {_NOW}", "format"),
    # One row for each commit, written last: what was committed is what has a row here.
    "tidegauge_commits": (
        "place Int64 DEFAULT toUnixTimestamp64Micro(now64(6)), part String, batch String, record String, "
        "marks Map(String, Int64), aliases Map(String, String)",
        "place",
    ),
    "tidegauge_quarantined": (
        "part String, file Nullable(String), row Nullable(Int64), line Nullable(Int64), column Nullable(String), "
        "value Nullable(String), rule Nullable(String), record Nullable(String)",
        "part",
    ),
    "tidegauge_steps": (
        "place Int64 DEFAULT toUnixTimestamp64Micro(now64(6)), part String, step LowCardinality(String), commit String",
        "place",
    ),
    "tidegauge_writers": (f"writer String, who String, open Bool, at {_NOW}", "at"),
}
_VIEWS = {
    "tidegauge_imports": (
        "SELECT batch, min(place) AS first, argMax(record, place) AS record FROM tidegauge_commits GROUP BY batch"
    ),
    "tidegauge_marks": (
        "SELECT kv.1 AS name, argMax(kv.2, tidegauge_commits.place) AS place FROM tidegauge_commits "
        "ARRAY JOIN CAST(marks, 'Array(Tuple(String, Int64))') AS kv GROUP BY name"
    ),
    "tidegauge_aliases": (
        "SELECT kv.1 AS name, argMax(kv.2, place) AS field FROM tidegauge_commits "
        "ARRAY JOIN CAST(aliases, 'Array(Tuple(String, String))') AS kv GROUP BY name"
    ),
    "tidegauge_quarantine": (
        "SELECT batch, file, row, line, column, value, rule, tidegauge_quarantined.record AS record "
        "FROM tidegauge_quarantined INNER JOIN tidegauge_commits USING part"
    ),
}


CLUSTER = (
    "SELECT database, extract(engine_full, 'Distributed\\\\(\\'?([^,\\')]+)') FROM system.tables "
    "WHERE database = currentDatabase() AND name = 'spans' AND engine = 'Distributed'"
)
"""The cluster that a store is spread over; no row where it is on one server."""


def names() -> tuple[str, ...]:
    """Return the names of our tables and views."""
    return (*TABLES, *_OWN, *_VIEWS)


def statements(database: str, cluster: str | None = None) -> tuple[str, ...]:
    """Return what creates the tables in `database`, or in that of every server of `cluster`, and nothing twice.

    >>> statements("traces")[0], len(statements("traces", "main")) - len(statements("traces"))
    ('CREATE DATABASE IF NOT EXISTS `traces`', 10)
    """
    return tuple(_statements(quoted(database), cluster))


def _statements(database: str, cluster: str | None) -> Iterator[str]:
    everywhere = f" ON CLUSTER {quoted(cluster)}" if cluster else ""
    yield f"CREATE DATABASE IF NOT EXISTS {database}{everywhere}"
    for name, table in TABLES.items():
        columns = ",\n  ".join([*map(_column, table.columns), *_indexes(table)])
        yield from _created(database, name, columns, _layout(table), cluster)
    for name, (columns, order) in _OWN.items():
        yield from _created(database, name, columns, f"ORDER BY {order}", cluster)
    for name, select in _VIEWS.items():
        found = re.sub(r"(FROM|JOIN) (tidegauge_)", rf"\1 {database}.\2", select)
        yield f"CREATE VIEW IF NOT EXISTS {database}.{name}{everywhere} AS {found}"


def _created(database: str, name: str, columns: str, layout: str, cluster: str | None) -> Iterator[str]:
    if not cluster:
        yield f"CREATE TABLE IF NOT EXISTS {database}.{name} (\n  {columns}\n) ENGINE = MergeTree {layout}"
        return
    everywhere, local = f"ON CLUSTER {quoted(cluster)}", f"{name}{LOCAL}"
    place = f"/clickhouse/tables/{{shard}}/{{database}}/{local}"
    yield (
        f"CREATE TABLE IF NOT EXISTS {database}.{local} {everywhere} (\n  {columns}\n) "
        f"ENGINE = ReplicatedMergeTree('{place}', '{{replica}}') {layout}"
    )
    # What was said of a span lies where the span does.
    shard = f"cityHash64({_shard(name)})"
    yield (
        f"CREATE TABLE IF NOT EXISTS {database}.{name} {everywhere} AS {database}.{local} "
        f"ENGINE = Distributed({quoted(cluster)}, {database}, {local}, {shard})"
    )


def _shard(name: str) -> str:
    if name in TABLES and "span_id" in TABLES[name].kinds:
        return "ifNull(span_id, '')"
    return "''"


def _layout(table: Table) -> str:
    order = ", ".join(_ORDER[table.name])
    return (
        f"PARTITION BY toYYYYMM({table.time}) ORDER BY ({order}) "
        # A feature that nobody recorded is NULL, and sorts last.
        "SETTINGS allow_nullable_key = 1"
    )


def _column(column: Column) -> str:
    return f"{quoted(column.name)} {_type(column)} CODEC({_codec(column)})"


def _type(column: Column) -> str:
    if column.kind is Kind.TEXT and column.name in _DIMENSIONS:
        return "LowCardinality(String)" if column.required else "LowCardinality(Nullable(String))"
    stored = STORED[column.kind]
    return stored.removeprefix("Nullable(")[:-1] if column.required else stored


def _codec(column: Column) -> str:
    if column.kind is Kind.NUMBER:
        return "Gorilla, ZSTD(1)" if column.name in _STEPWISE else "ZSTD(1)"
    return _CODECS.get(column.kind, "ZSTD(1)")


def _indexes(table: Table) -> Iterator[str]:
    for name in _SEARCHED:
        if name in table.kinds:
            yield f"INDEX by_{name} {name} TYPE bloom_filter(0.01) GRANULARITY 2"
    yield f"INDEX by_time {table.time} TYPE minmax GRANULARITY 1"


def added(table: str, name: str, written: str, cluster: str | None) -> Iterator[str]:
    """Yield what adds a column to a table, wherever it is kept."""
    for place in (f"{table}{LOCAL} ON CLUSTER {quoted(cluster)}", table) if cluster else (table,):
        yield f"ALTER TABLE {place} ADD COLUMN IF NOT EXISTS {quoted(name)} {written}"


def quoted(name: str) -> str:
    r"""Return an identifier as SQL.

    >>> quoted("a`b\\")
    '`a\\`b\\\\`'
    """
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"
