"""One OTLP span as canonical records: the span itself and the scores that came with it."""

from contextlib import suppress
from datetime import datetime

import orjson

from tidegauge.sources import otlp_fields as fields
from tidegauge.sources.flatten import json_text
from tidegauge.sources.otlp_messages import input_text, output_text
from tidegauge.sources.otlp_model import EVALUATION_EVENT, EXCEPTION_EVENT, OtlpSpan
from tidegauge.sources.otlp_plan import NUMBERED, Plan, attribute_name, plan_of
from tidegauge.sources.otlp_scores import Score, event_score, inline_scores
from tidegauge.sources.otlp_values import Attributes, moment, plain

_NESTED = {list, dict}


def span_records(span: OtlpSpan) -> tuple[dict[str, object], list[Score]]:
    """Return the span as {column: value} and its scores; a field that nothing is said of is left out."""
    found = span.attributes
    if "metadata" in found:
        _merge_metadata(found)
    plan = plan_of(tuple(found))
    record = _identity(span)
    _tell_status(span, found, record)
    scores = [event_score(event) for event in span.events if event.name == EVALUATION_EVENT]
    if plan.inline_scores:
        scores += inline_scores(found, _end(span))
    _tell_fields(found, plan, record)
    for key, value in (_collapsed(found) if plan.numbered else found).items():
        record[attribute_name(key)] = json_text(value) if type(value) in _NESTED else value
    own = {"span_id": span.span_id, "trace_id": span.trace_id}
    return record, [score | own for score in scores]


def _identity(span: OtlpSpan) -> dict[str, object]:
    return {
        "trace_id": span.trace_id,
        "span_id": span.span_id,
        "parent_span_id": span.parent_span_id,
        "name": span.name,
        "start_time": moment(span.start) if span.start else None,
        "duration_ms": (span.end - span.start) / 1e6 if span.start and span.end else None,
    }


def _end(span: OtlpSpan) -> datetime | None:
    end = span.end or span.start
    return moment(end) if end else None


def _tell_status(span: OtlpSpan, found: Attributes, record: dict[str, object]) -> None:
    """Say whether the span failed and why. OpenTelemetry leaves the status of a span that went well unset."""
    thrown = (
        event.attributes.get("exception.type") for event in span.events if event.name == EXCEPTION_EVENT
    )
    record["status"] = "error" if span.failed else "ok"
    record["error_type"] = found.pop("error.type", None) or next(thrown, None)
    if span.message:
        record["status_message"] = span.message


def _tell_fields(found: Attributes, plan: Plan, record: dict[str, object]) -> None:
    record["kind"] = _kind(found)
    for name, keys in plan.texts:
        record[name] = _text(_take(found, keys))
    if plan.parameters and (asked := _model_of(found[fields.PARAMETERS])):
        record["model_requested"] = asked
    for name, keys in plan.numbers:
        record[name] = _take(found, keys)
    if plan.finish:
        record["finish_reason"] = _text(_first(_take(found, plan.finish)))
    if plan.seconds and (seconds := _take(found, plan.seconds)) is not None:
        record["time_to_first_token_ms"] = float(str(seconds)) * 1000
    if plan.input:
        record["input_text"] = input_text(found)
    if plan.output:
        record["output_text"] = output_text(found)


def _model_of(parameters: object) -> str | None:
    """Return the model that the parameters of a call name."""
    try:
        found = orjson.loads(parameters) if isinstance(parameters, str) else parameters
    except orjson.JSONDecodeError:
        return None
    model = found.get("model") if isinstance(found, dict) else None
    return model if isinstance(model, str) else None


def _kind(found: Attributes) -> str:
    operation, kind = str(found.get(fields.OPERATION, "")), str(found.get(fields.SPAN_KIND, ""))
    if operation in fields.OPERATION_KINDS:
        return fields.OPERATION_KINDS[operation]
    unsaid = "model" if not (operation or kind) and any(found.get(key) for key in fields.MODEL) else "other"
    return fields.OPENINFERENCE_KINDS.get(kind.lower(), unsaid)


def _take(found: Attributes, keys: tuple[str, ...]) -> object:
    """Return the first value of `keys` and take it out. Other spellings stay as attributes if they differ."""
    taken = next((found[key] for key in keys if found[key] is not None), None)
    for key in keys:
        if key not in fields.SHARED and (found[key] is None or found[key] == taken):
            del found[key]
    return taken


def _text(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else str(plain(value))


def _first(value: object) -> object:
    if isinstance(value, str) and value.startswith("["):
        with suppress(orjson.JSONDecodeError):
            value = orjson.loads(value)
    return (value[0] if value else None) if isinstance(value, list) else value


def _merge_metadata(found: Attributes) -> None:
    """Spread OpenInference's `metadata`, a JSON object as text: known fields by their name, others prefixed."""
    metadata = found.get("metadata")
    try:
        entries = orjson.loads(metadata) if isinstance(metadata, str) else metadata
    except orjson.JSONDecodeError:
        return
    if isinstance(entries, dict):
        del found["metadata"]
        for key, value in entries.items():
            found.setdefault(key if key in fields.TEXT_FIELDS else f"metadata.{key}", value)


def _collapsed(found: Attributes) -> dict[str, object]:
    """Gather numbered keys (retrieval.documents.0.document.id) in one JSON text: columns stay few."""
    result: dict[str, object] = {}
    gathered: dict[str, dict[str, object]] = {}
    for key, value in found.items():
        if match := NUMBERED.fullmatch(key):
            gathered.setdefault(match[1], {})[key.removeprefix(f"{match[1]}.")] = value
        else:
            result[key] = value
    return result | {key: json_text(values) for key, values in gathered.items()}
