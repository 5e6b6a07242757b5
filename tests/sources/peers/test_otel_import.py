"""The same spans imported as OTLP and read in place from the Collector's table are the same rows, column by column."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from tests.clickhouse_tables import connected
from tidegauge.queries.relation import table
from tidegauge.sources.otlp import OtlpSource
from tidegauge.stores import Store, open_store

TABLE = """
    CREATE TABLE otel_traces (
        Timestamp DateTime64(9), TraceId String, SpanId String, ParentSpanId String, SpanName String,
        ServiceName String, ResourceAttributes Map(LowCardinality(String), String),
        SpanAttributes Map(LowCardinality(String), String), Duration UInt64, StatusCode String,
        StatusMessage String, `Events.Timestamp` Array(DateTime64(9)), `Events.Name` Array(String),
        `Events.Attributes` Array(Map(String, String))
    ) ENGINE = MergeTree ORDER BY Timestamp
"""
CODES = {0: "Unset", 1: "Ok", 2: "Error"}
OPENINFERENCE = {
    "resource": {"attributes": [{"key": "service.version", "value": {"stringValue": "9"}}]},
    "scopeSpans": [
        {
            "spans": [
                {
                    "traceId": "0" * 31 + "1",
                    "spanId": "0" * 15 + "1",
                    "name": "ChatCompletion",
                    "startTimeUnixNano": "1793923758718864777",
                    "endTimeUnixNano": "1793923759718864778",
                    "status": {"code": 2, "message": "broken"},
                    "attributes": [
                        {"key": "openinference.span.kind", "value": {"stringValue": "LLM"}},
                        {"key": "llm.model_name", "value": {"stringValue": "gpt-4o"}},
                        {"key": "llm.token_count.prompt", "value": {"intValue": "12"}},
                        {"key": "llm.cost.total", "value": {"doubleValue": 0.25}},
                        {"key": "app.version", "value": {"stringValue": "10"}},
                        {"key": "app.sampled", "value": {"boolValue": True}},
                        {"key": "app.ratio", "value": {"doubleValue": 1.5}},
                        {"key": "app.tags", "value": {"arrayValue": {"values": [{"stringValue": "a"}]}}},
                        {"key": "metadata", "value": {"stringValue": '{"geo": "BR", "tier": "gold"}'}},
                        {"key": "llm.input_messages.0.message.role", "value": {"stringValue": "system"}},
                        {"key": "llm.input_messages.0.message.content", "value": {"stringValue": "Be kind."}},
                        {"key": "llm.input_messages.1.message.role", "value": {"stringValue": "user"}},
                        {"key": "llm.input_messages.1.message.content", "value": {"stringValue": "Hello"}},
                        {"key": "output.value", "value": {"stringValue": "Good day"}},
                    ],
                    "events": [
                        {
                            "timeUnixNano": "1793923759000000000",
                            "name": "exception",
                            "attributes": [{"key": "exception.type", "value": {"stringValue": "ValueError"}}],
                        }
                    ],
                }
            ]
        }
    ],
}
"""A span as an OpenInference instrumentation sends it: the fixture has `gen_ai.*` alone."""


@pytest.fixture(scope="module")
def lines(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixture's lines and one of OpenInference."""
    file = tmp_path_factory.mktemp("otlp") / "traces.jsonl"
    own = json.dumps({"resourceSpans": [OPENINFERENCE]})
    file.write_text((shared / "fixtures" / "otlp_traces.jsonl").read_text().rstrip() + "\n" + own + "\n")
    return file


@pytest.fixture(scope="module")
def imported(lines: Path) -> Mapping[str, pl.DataFrame]:
    """What an import reads."""
    chunks = list(OtlpSource(lines).chunks())
    assert not [bad for chunk in chunks for bad in chunk.bad]
    return {
        name: pl.concat([chunk.frame for chunk in chunks if chunk.table == name], how="diagonal_relaxed")
        for name in ("spans", "scores")
    }


@pytest.fixture(scope="module")
def store(lines: Path, chdb_databases: Any) -> Store:
    """The Collector's table of the same spans."""
    address: str = chdb_databases()
    rows = [row for line in lines.read_text().splitlines() for row in exported(json.loads(line))]
    with connected(address) as client:
        client.command(TABLE)
        client.insert("otel_traces", [list(row.values()) for row in rows], column_names=list(rows[0]))
    return open_store(address)


def exported(export: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the rows that the Collector's exporter writes: attributes as texts, lists as JSON."""
    for group in export["resourceSpans"]:
        resource = strings(group["resource"].get("attributes", ()))
        for span in (span for scope in group["scopeSpans"] for span in scope["spans"]):
            start, status, events = (
                int(span["startTimeUnixNano"]),
                span.get("status", {}),
                span.get("events", ()),
            )
            yield {
                "Timestamp": start,
                "TraceId": span["traceId"],
                "SpanId": span["spanId"],
                "ParentSpanId": span.get("parentSpanId", ""),
                "SpanName": span["name"],
                "ServiceName": resource.get("service.name", ""),
                "ResourceAttributes": resource,
                "SpanAttributes": strings(span.get("attributes", ())),
                "Duration": int(span["endTimeUnixNano"]) - start,
                "StatusCode": CODES[status.get("code", 0)],
                "StatusMessage": status.get("message", ""),
                "Events.Timestamp": [int(event["timeUnixNano"]) for event in events],
                "Events.Name": [event["name"] for event in events],
                "Events.Attributes": [strings(event.get("attributes", ())) for event in events],
            }


def strings(pairs: Any) -> dict[str, str]:
    return {pair["key"]: text(pair["value"]) for pair in pairs}


def text(value: Mapping[str, Any]) -> str:
    kind, content = next(iter(value.items()))
    if kind == "arrayValue":
        return json.dumps([plain(item) for item in content["values"]], separators=(",", ":"))
    return str(content).lower() if kind == "boolValue" else str(content)


def plain(value: Mapping[str, Any]) -> Any:
    kind, content = next(iter(value.items()))
    return int(content) if kind == "intValue" else content


@pytest.mark.parametrize("name", ["spans", "scores"])
def test_the_same_columns(name: str, imported: Mapping[str, pl.DataFrame], store: Store) -> None:
    recorded = [column.name for column in imported[name] if column.null_count() < len(column)]
    seen = view(store, name)
    assert {column.name for column in seen if column.null_count() < len(column)} == set(recorded)


@pytest.mark.parametrize("name", ["spans", "scores"])
def test_the_same_rows(name: str, imported: Mapping[str, pl.DataFrame], store: Store) -> None:
    recorded = [column.name for column in imported[name] if column.null_count() < len(column)]
    order = ["trace_id", "span_id", *(["name"] if name == "scores" else [])]
    ours, seen = (frame.select(recorded).sort(order) for frame in (imported[name], view(store, name)))
    for column in recorded:
        assert told(seen[column]) == told(ours[column]), column


def told(column: pl.Series) -> list[Any]:
    """Return values to compare: a column of one kind that is text elsewhere says the same in text."""
    if column.dtype == pl.Datetime:
        return column.dt.cast_time_unit("us").to_list()
    if column.dtype.is_float():
        return [None if value is None else round(value, 6) for value in column]
    return column.to_list()


def view(store: Store, name: str) -> pl.DataFrame:
    return store.read(sa.select(*table(store.catalog(), name).c))
