"""Collectors for tests, spans to send, and the way to see what a lake holds."""

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

pytest.importorskip("uvicorn", reason="the extra tidegauge[collect] is not installed")
pytest.importorskip("opentelemetry.proto", reason="the extra tidegauge[collect] is not installed")

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.otlp_collector import PATIENCE, Collector, start
from tidegauge.stores.lake.manifest import load

HOSTILE = {
    "quotes": "'; DROP TABLE spans; --\"",
    "arabic": "مرحبا 🙂 e\u0301 \u202egnp.exe",
    "nul": "a\0b",
    'a"b%c:d?e [select] é': "odd name",
    "": "no name",
    "x" * 500: "long name",
    "number": 1 - 2**63,
    "nan": float("nan"),
    "inf": float("inf"),
    "trace_id": "a field's name",
    "Geo": "DE",
    "geo.country.iso_code": "BR",
    "metadata": '{"nested": {"a": [1, 2]}, "geo": "FR"}',
    "llm.input_messages.99999999999999999999.message.content": "far index",
    "gen_ai.response.finish_reasons": "[broken",
    "gen_ai.input.messages": '[{"role": 3, "parts": null}, 7, "x"]',
}
"""{attribute: value} that some layer below might stumble over."""

START = 1_794_317_213_989_288_946
"""10 November 2026, 13:26:53.989288 UTC, in Unix nanoseconds."""


@pytest.fixture
def collect(tmp_path: Path) -> Iterator[Callable[..., Collector]]:
    """Return collect(*options, store=): a collector, of the lake in tmp_path by default, ended with the test."""
    started: list[Collector] = []

    def run(*options: str, store: str | None = None) -> Collector:
        started.append(start(tmp_path, "--every", "0.2", *options, store=store))
        return started[-1]

    yield run
    _end(started)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collector]:
    """One collector for the tests of a module."""
    collector = start(tmp_path_factory.mktemp("collect"), "--every", "0.2")
    yield collector
    _end([collector])


def _end(started: list[Collector]) -> None:
    for collector in started:
        if collector.process.poll() is None:
            collector.process.kill()
            collector.process.wait(PATIENCE)


@pytest.fixture
def span() -> Callable[..., Span]:
    """Return span(number, **attributes): a usable span of its own trace; attributes with __ for a dot."""

    def made(number: int = 1, /, **attributes: str | int | float | bool) -> Span:
        return Span(
            trace_id=number.to_bytes(16),
            span_id=number.to_bytes(8),
            name="chat",
            start_time_unix_nano=START,
            end_time_unix_nano=START + 1_500_000_000,
            attributes=[pair(name.replace("__", "."), value) for name, value in attributes.items()],
        )

    return made


def pair(key: str, value: str | int | float | bool) -> KeyValue:
    kind = {str: "string_value", int: "int_value", float: "double_value", bool: "bool_value"}[type(value)]
    return KeyValue(key=key, value=AnyValue(**{kind: value}))


@pytest.fixture
def request_of() -> Callable[..., ExportTraceServiceRequest]:
    """Return request_of(*spans): an export request."""

    def made(*spans: Span) -> ExportTraceServiceRequest:
        request = ExportTraceServiceRequest()
        request.resource_spans.add().scope_spans.add().spans.extend(spans)
        return request

    return made


@pytest.fixture
def rows() -> Callable[..., pl.DataFrame]:
    """Return rows(lake, table): what a lake's manifest lists, read by polars alone."""

    def read(lake: Path, table: str = "spans") -> pl.DataFrame:
        files = [lake / file.path for file in load(lake).files(table)]
        return (
            pl.concat([pl.read_parquet(file) for file in files], how="diagonal_relaxed")
            if files
            else pl.DataFrame()
        )

    return read


@pytest.fixture
def hostile(
    span: Callable[..., Span], request_of: Callable[..., ExportTraceServiceRequest]
) -> ExportTraceServiceRequest:
    """A request with a span for each hostile attribute, from number 300 on, and one with nearly all, number 399."""
    spans = [span(300 + place, **{name: value}) for place, (name, value) in enumerate(HOSTILE.items())]
    spans.append(span(399, **{name: value for name, value in HOSTILE.items() if "finish" not in name}))
    nested = AnyValue()
    for _ in range(40):
        nested = AnyValue(array_value={"values": [nested]})
    spans[0].attributes.append(KeyValue(key="deep", value=nested))
    spans[1].attributes.append(KeyValue(key="bytes", value=AnyValue(bytes_value=b"\xff\0")))
    spans[2].attributes.append(KeyValue(key="without value"))
    return request_of(*spans)
