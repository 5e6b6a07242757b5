"""One mapping: the fixture imported as a file and received as protobuf messages gives the same rows."""

import base64

import orjson
import polars as pl
import pytest
from google.protobuf.json_format import ParseDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from polars.testing import assert_frame_equal

from tidegauge.collect import rows as rows_module
from tidegauge.collect.rows import rows_of
from tidegauge.collect.segment import Entry, Signal
from tidegauge.imports.identity import RowIds
from tidegauge.imports.mapping import ColumnMap
from tidegauge.imports.validation import validated
from tidegauge.sources.files import open_source


def message(line: bytes) -> ExportTraceServiceRequest:
    found = orjson.loads(line)
    for group in found["resourceSpans"]:
        for scope in group["scopeSpans"]:
            for span in scope["spans"]:
                for name in ("traceId", "spanId", "parentSpanId"):
                    if name in span:
                        span[name] = base64.b64encode(bytes.fromhex(span[name])).decode()
    return ParseDict(found, ExportTraceServiceRequest())


@pytest.fixture(scope="module")
def fixture(shared):
    return shared / "fixtures" / "otlp_traces.jsonl"


@pytest.mark.parametrize("lot", [20_000, 50])
@pytest.mark.parametrize("table", ["spans", "scores"])
def test_the_receiver_reads_what_the_import_reads(fixture, monkeypatch, table, lot):
    monkeypatch.setattr(rows_module, "_CHUNK_SPANS", lot)
    source = open_source(fixture)
    imported = [validated(chunk, ColumnMap(), RowIds(), typed=True) for chunk in source.chunks()]
    requests = [message(line) for line in fixture.read_bytes().splitlines()]
    received = rows_of((Entry(Signal.TRACES, 1, one.SerializeToString()) for one in requests), set())
    one, other = (
        pl.concat([part.frame for part in parts if part.table == table], how="diagonal_relaxed")
        for parts in (imported, received)
    )
    assert one.height > 50
    assert_frame_equal(one, other, check_column_order=False, check_row_order=True)
