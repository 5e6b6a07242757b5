"""The real OpenTelemetry Python SDK and its OTLP exporters as clients, unchanged. Authority: what was sent."""

import subprocess
import sys

import pytest

pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="the SDK's exporter is not installed")

SENDER = """
import sys
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Status, StatusCode

compression = Compression.Gzip if sys.argv[1] == "gzip" else Compression.NoCompression
provider = TracerProvider(resource=Resource.create({"service.name": "shop", "service.version": "1.2"}))
# The endpoint comes from OTEL_EXPORTER_OTLP_ENDPOINT, as people set it.
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(compression=compression)))
tracer = provider.get_tracer("test")
for turn in range(700):
    with tracer.start_as_current_span("turn", attributes={"session.id": f"s{turn % 7}"}) as root:
        call = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "gauge-1", "gen_ai.usage.input_tokens": turn,
                "gen_ai.response.finish_reasons": ["stop"], "tags": ["a", "b"], "ratio": 0.5, "stream": True}
        with tracer.start_as_current_span("chat", attributes=call) as span:
            if turn % 10 == 0:
                span.record_exception(TimeoutError("too slow"))
                span.set_status(Status(StatusCode.ERROR, "too slow"))
        root.add_event("gen_ai.evaluation.result", {
            "gen_ai.evaluation.name": "tone", "gen_ai.evaluation.score.value": turn / 700})
provider.shutdown()
"""


@pytest.mark.parametrize("compression", ["none", "gzip"])
def test_the_sdk_exporter_works_unchanged(running, rows, compression):
    before = running.settled()["stored"]
    sent = subprocess.run(
        [sys.executable, "-c", SENDER, compression],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        env={"OTEL_EXPORTER_OTLP_ENDPOINT": running.url, "PATH": ""},
    )
    assert (sent.returncode, sent.stderr) == (0, "")
    assert running.settled()["stored"] - before == 1_400
    spans, scores = rows(running.lake)[before:], rows(running.lake, "scores")
    calls = spans.filter(kind="model").sort("input_tokens")
    assert calls["input_tokens"].to_list() == list(range(700))
    assert calls.group_by("status").len().sort("status").rows() == [("error", 70), ("ok", 630)]
    assert set(calls.filter(status="error")["error_type"]) == {"TimeoutError"}
    assert set(calls["parent_span_id"]) <= set(spans["span_id"])
    assert calls.select("ratio", "stream", "tags", "finish_reason").unique().rows() == [
        (0.5, True, '["a","b"]', "stop")
    ]
    assert set(spans["app_version"]) == {"1.2"}
    assert scores.filter(scores["span_id"].is_in(spans["span_id"].to_list())).height == 700
    assert scores["value"].max() == pytest.approx(699 / 700)
