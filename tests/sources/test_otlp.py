"""OTLP JSON lines. Authority: the fixture's truth file, written by the exporter's own side."""

import json
import os
from datetime import datetime
from pathlib import Path

import numpy as np
import orjson
import polars as pl
import pytest

from tidegauge.sources.files import open_source
from tidegauge.sources.otlp_json import json_span
from tidegauge.sources.otlp_messages import readable
from tidegauge.sources.otlp_span import span_records

_SHARED = Path(os.environ.get("TIDEGAUGE_SHARED", Path(__file__).resolve().parents[2] / ".." / "shared"))
_FIXTURE = _SHARED / "fixtures" / "otlp_traces.jsonl"
_MISSING = "(missing)"


@pytest.fixture(scope="module")
def truth():
    if not _FIXTURE.exists():
        pytest.skip("the shared fixtures are not here")
    return json.loads(_FIXTURE.with_suffix(".truth.json").read_text())


@pytest.fixture(scope="module")
def tables(truth):
    chunks = list(open_source(_FIXTURE).chunks())
    return {
        name: pl.concat([chunk.frame for chunk in chunks if chunk.table == name])
        for name in ("spans", "scores")
    }


def counts(column: pl.Series) -> dict[str, int]:
    return dict(column.fill_null(_MISSING).value_counts().iter_rows())


def by_trace(spans: pl.DataFrame, name: str) -> dict[str, int]:
    return counts(spans.group_by("trace_id").agg(pl.col(name).drop_nulls().first())[name])


def test_counts_of_spans_and_traces(truth, tables):
    spans = tables["spans"]
    assert (spans.height, spans["trace_id"].n_unique()) == (truth["spans"], truth["traces"])
    assert spans["parent_span_id"].null_count() == truth["root_spans"]
    assert tables["scores"].height == truth["evaluation_events"]
    kinds, expected = counts(spans["kind"]), truth["child_spans_by_kind"]
    assert kinds.pop("agent") == truth["root_spans"]
    assert kinds == {"model": expected["llm"], "retriever": expected["retriever"], "tool": expected["tool"]}
    days = spans.group_by("trace_id").agg(pl.col("start_time").min()).get_column("start_time").dt.date()
    assert counts(days.cast(pl.String)) == truth["traces_per_utc_day"]


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("geo", "traces_per_geo"),
        ("device", "traces_per_device"),
        ("app_version", "traces_per_app_version"),
        ("prompt_version", "traces_per_prompt_version"),
    ],
)
def test_dimensions_of_traces(truth, tables, name, fact):
    assert by_trace(tables["spans"], name) == truth[fact]


def test_people_and_sessions(truth, tables):
    spans = tables["spans"]
    assert spans["user_id"].drop_nulls().n_unique() == truth["distinct_users"]
    assert spans["session_id"].drop_nulls().n_unique() == truth["distinct_sessions"]
    assert by_trace(spans, "user_id")[_MISSING] == truth["traces_without_user"]


def test_model_calls(truth, tables):
    calls = tables["spans"].filter(pl.col("kind") == "model")
    assert counts(calls["model_version"]) == truth["chat_spans_per_response_model_attr"]
    assert counts(calls["model_requested"]) == truth["chat_spans_per_request_model_attr"]
    assert counts(calls["finish_reason"]) == truth["finish_reasons"]
    assert calls["input_tokens"].sum() == truth["input_tokens"]
    assert calls["output_tokens"].sum() == truth["output_tokens"]
    assert calls["cached_input_tokens"].sum() == truth["cache_read_tokens"]


@pytest.mark.parametrize(
    ("fact", "chosen"),
    [
        ("llm_span_latency_ms", pl.col("kind") == "model"),
        ("root_latency_ms", pl.col("parent_span_id").is_null()),
    ],
)
def test_latency(truth, tables, fact, chosen):
    durations, expected = tables["spans"].filter(chosen)["duration_ms"].to_numpy(), truth[fact]
    assert len(durations) == expected["n"]
    assert durations.mean() == pytest.approx(expected["mean"], rel=1e-9)
    for name in ("p50", "p90", "p95", "p99"):
        assert np.percentile(durations, int(name[1:])) == pytest.approx(expected[name], rel=1e-9)


def test_errors(truth, tables):
    failed = tables["spans"].filter(pl.col("status") == "error")
    assert failed.height == truth["status_code_counts"]["2"]
    assert failed.filter(pl.col("parent_span_id").is_null()).height == truth["traces_with_error"]
    assert "ToolError" in set(failed["error_type"])


def test_resource_attributes(tables):
    assert set(tables["spans"]["service_name"]) == {"support-bot"}
    assert set(tables["spans"]["environment"]) == {"production"}


def test_messages_are_readable(tables):
    first = tables["spans"].filter(pl.col("kind") == "model").sort("start_time").row(0, named=True)
    assert first["input_text"].startswith("user: ")
    assert first["output_text"].startswith("assistant: ")


def test_a_bad_line_and_a_bad_span_cost_themselves_only(tmp_path):
    good = {
        "traceId": "a" * 32,
        "spanId": "b" * 16,
        "name": "chat",
        "startTimeUnixNano": "1794317213989288946",
    }
    bad = {**good, "startTimeUnixNano": "soon"}
    lines = [
        orjson.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [good, bad]}]}]}),
        b"{broken",
        b'{"resourceSpans": 3}',
    ]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    spans, _ = open_source(tmp_path / "a.jsonl").chunks()
    assert spans.frame["span_id"].to_list() == ["b" * 16]
    assert sorted((row.line, row.rule) for row in spans.bad) == [
        (1, "not a readable OTLP span"),
        (2, "not valid JSON"),
        (3, "not an OTLP trace export"),
    ]


def attribute(key: str, value: object) -> dict[str, object]:
    kinds = {str: "stringValue", bool: "boolValue", float: "doubleValue"}
    return {
        "key": key,
        "value": {kinds[type(value)]: value} if type(value) in kinds else {"intValue": str(value)},
    }


def record(**attributes: object):
    span = {
        "traceId": "t",
        "spanId": "s",
        "startTimeUnixNano": "1794317213989288946",
        "endTimeUnixNano": "1794317214989288946",
    }
    names = {name.replace("__", "."): value for name, value in attributes.items()}
    pairs = [attribute(name, value) for name, value in names.items()]
    return span_records(json_span({**span, "attributes": pairs}, {}))


def test_openinference_attributes():
    span, scores = record(
        openinference__span__kind="LLM",
        llm__model_name="gpt-4o",
        llm__token_count__prompt=12,
        llm__finish_reason="stop",
        metadata='{"geo": "DE", "tier": "gold"}',
        annotations__0__annotation__name="quality",
        annotations__0__annotation__score=0.5,
        annotations__0__annotation__annotator_kind="HUMAN",
        retrieval__documents__0__document__id="d0",
        retrieval__documents__1__document__id="d1",
    )
    assert (span["kind"], span["model_version"], span["input_tokens"]) == ("model", "gpt-4o", 12)
    assert (span["geo"], span["metadata.tier"], span["finish_reason"]) == ("DE", "gold", "stop")
    assert span["retrieval.documents"] == '{"0.document.id":"d0","1.document.id":"d1"}'
    (score,) = scores
    assert (score["name"], score["value"], score["source"]) == ("quality", 0.5, "human")
    assert score["created_at"] == datetime(2026, 11, 10, 13, 26, 54, 989288)


@pytest.mark.parametrize(
    ("parameters", "requested"),
    [
        ('{"model": "gpt-4o"}', "gpt-4o"),
        ('{"model": 3}', "gpt-4o-0806"),
        ("{broken", "gpt-4o-0806"),
        ("[]", "gpt-4o-0806"),
    ],
)
def test_the_model_asked_for_may_stand_in_the_parameters(parameters, requested):
    span, _ = record(llm__invocation_parameters=parameters, llm__model_name="gpt-4o-0806")
    assert (span["model_requested"], span["model_version"]) == (requested, "gpt-4o-0806")
    assert span["llm.invocation_parameters"] == parameters


def test_openinference_messages_become_text():
    names = {
        "llm.input_messages.1.message.content": "Hi",
        "llm.input_messages.1.message.role": "user",
        "llm.input_messages.0.message.content": "Be brief",
        "llm.input_messages.0.message.role": "system",
        "input.value": "{}",
    }
    span, _ = record(**{name.replace(".", "__"): value for name, value in names.items()})
    assert span["input_text"] == "system: Be brief\nuser: Hi"
    assert not [name for name in span if name.startswith(("llm.", "input.v"))]


@pytest.mark.parametrize("key", ["gen_ai.request.model", "gen_ai.response.model", "llm.model_name"])
def test_a_span_with_a_model_and_no_kind_is_a_model_call(key):
    key = key.replace(".", "__")
    assert record(**{key: "gpt-4o"})[0]["kind"] == "model"
    assert record(**{key: "gpt-4o"}, openinference__span__kind="CHAIN")[0]["kind"] == "chain"
    assert record(**{key: "gpt-4o"}, gen_ai__operation__name="embeddings")[0]["kind"] == "embedding"
    assert record(**{key: "gpt-4o"}, gen_ai__operation__name="odd")[0]["kind"] == "other"


def test_attributes_called_like_fields_get_a_name_of_their_own():
    span, _ = record(name="shadowed", label="cat", kind="x")
    assert (span["attribute.name"], span["attribute.label"], span["attribute.kind"]) == (
        "shadowed",
        "cat",
        "x",
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain text", "plain text"),
        ('[{"role": "user", "content": "Hi"}]', "user: Hi"),
        (
            '[{"role": "assistant", "parts": [{"type": "tool_call", "name": "find"}]}]',
            'assistant: {"type":"tool_call","name":"find"}',
        ),
        ("[1, 2]", "1\n2"),
        ('{"a": 1}', '{"a":1}'),
        (["x"], "x"),
    ],
)
def test_message_shapes(value, text):
    assert readable(value) == text
