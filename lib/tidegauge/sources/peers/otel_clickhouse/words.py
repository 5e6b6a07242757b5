"""Where the fields of the Collector's spans and evaluations are read, in words, and what to know about them."""

from tidegauge.sources.peers.otel_clickhouse.fields import Fields
from tidegauge.sources.peers.otel_clickhouse.spans import Spans
from tidegauge.sources.peers.otel_clickhouse.tables import span_table

_COLUMNS = {
    "trace_id": "TraceId",
    "span_id": "SpanId",
    "parent_span_id": "ParentSpanId",
    "name": "SpanName",
    "kind": "gen_ai.operation.name, else openinference.span.kind",
    "start_time": "Timestamp",
    "duration_ms": "Duration",
    "status": "StatusCode",
    "input_text": "gen_ai.input.messages, else llm.input_messages, else input.value",
    "output_text": "gen_ai.output.messages, else llm.output_messages, else output.value",
}
SCORES = {
    name: f"gen_ai.evaluation.{place}"
    for name, place in {
        "name": "name",
        "value": "score.value",
        "label": "score.label",
        "evaluator": "evaluator, else gen_ai.request.model",
        "explanation": "explanation",
    }.items()
}


def read_from(spans: Spans) -> dict[str, str]:
    """Return where each canonical field of a span is read."""
    keys = Fields(spans.attributes, span_table(spans.probe, spans.name)).keys
    places = _COLUMNS | {name: ", else ".join(found) for name, found in keys.items() if found}
    return places | {name: f"{places[name]}, else the root’s" for name in spans.inherited}


def layout(spans: Spans) -> str:
    """Return which table it is, and how its attributes are kept."""
    return f"{spans.name}, {'JSON' if spans.attributes.span.json else 'Map'} columns"


def notes(spans: Spans) -> tuple[str, ...]:
    """Return what a person should know."""
    found = ["The Collector keeps no prices: there is a cost only where the sender records one."]
    if spans.inherited:
        fields = ", ".join(spans.inherited)
        found.append(
            f"Only roots record {fields} for some traces: the spans below them take the root’s word."
        )
    return tuple(found)
