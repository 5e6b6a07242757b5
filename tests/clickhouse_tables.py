"""Tables of Langfuse and of the OpenTelemetry Collector in ClickHouse, as `shared/reference/interop.md` describes them.

Rows are those of `shared/fixtures/clickhouse_parquet`, with every version kept.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

VERSIONED = "ReplacingMergeTree(event_ts, is_deleted)"
ENGINES = {
    "traces": f"{VERSIONED} PARTITION BY toYYYYMM(timestamp) ORDER BY (project_id, toDate(timestamp), id)",
    "observations": (
        f"{VERSIONED} PARTITION BY toYYYYMM(start_time) ORDER BY (project_id, type, toDate(start_time), id)"
    ),
    "scores": f"{VERSIONED} PARTITION BY toYYYYMM(timestamp) ORDER BY (project_id, toDate(timestamp), name, id)",
    "events_full": (
        f"{VERSIONED} PARTITION BY toYYYYMM(start_time) "
        "ORDER BY (project_id, toStartOfMinute(start_time), xxHash32(trace_id), span_id, start_time)"
    ),
    "otel_traces": (
        "MergeTree PARTITION BY toDate(Timestamp) "
        "ORDER BY (ServiceName, SpanName, toDateTime(Timestamp), Timestamp)"
    ),
}
FILES = dict.fromkeys(ENGINES, "langfuse") | {"otel_traces": "otel"}
LOW = {"environment", "type", "SpanName", "SpanKind", "ServiceName", "StatusCode"}
LANGFUSE_3 = ("traces", "observations", "scores")
LANGFUSE_4 = ("events_full", "scores")


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """Lend a client that may write, for the embedded engine and the database of an address."""
    driver = pytest.importorskip("clickhouse_connect")
    url = make_url(address)
    database = url.query["database"]
    client = driver.get_client(interface="chdb", path=url.database)
    client.command(f"CREATE DATABASE IF NOT EXISTS {database}")
    client.command(f"USE {database}")
    yield client
    client.close()


def fill(address: str, shared: Path, tables: Iterable[str], casts: Mapping[str, str] | None = None) -> str:
    """Make `tables` in the database of `address` and fill them; return the address.

    `casts` are columns {name: SQL of JSON} in place of those of the files.
    """
    with connected(address) as client:
        for table in tables:
            _fill(
                client,
                table,
                shared / "fixtures" / "clickhouse_parquet" / f"{FILES[table]}.{table}.parquet",
                casts or {},
            )
    return address


def _fill(client: Any, table: str, file: Path, casts: Mapping[str, str]) -> None:
    columns = client.query(f"DESCRIBE file('{file}', Parquet)").result_rows
    types = {column[0]: _type(column[0], column[1]) for column in columns} | dict.fromkeys(casts, "JSON")
    declared = ", ".join(f"`{name}` {written}" for name, written in types.items())
    client.command(f"CREATE TABLE {table} ({declared}) ENGINE = {ENGINES[table]}")
    names = ", ".join(f"`{name}`" for name in types)
    values = ", ".join(casts.get(name, f"`{name}`") for name in types)
    # As senders insert them, one after another: versions in one insert would be merged at once.
    rows = f"SELECT {values} FROM file('{file}', Parquet) SETTINGS optimize_on_insert = 0"  # noqa: S608  names of a fixture
    client.command(f"INSERT INTO {table} ({names}) {rows}")


def _type(name: str, written: str) -> str:
    found = written.replace(", 'UTC')", ")").replace("Map(String,", "Map(LowCardinality(String),")
    return f"LowCardinality({found})" if name in LOW else found
