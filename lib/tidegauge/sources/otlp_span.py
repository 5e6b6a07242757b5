"""One OTLP span as canonical records: the span itself and the scores that came with it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from tidegauge.schema.tables import TABLES
from tidegauge.sources import otlp_fields as fields
from tidegauge.sources.flatten import json_text
from tidegauge.sources.otlp_messages import input_text, output_text
from tidegauge.sources.otlp_scores import EVALUATION_EVENT, Score, event_score, inline_scores
from tidegauge.sources.otlp_values import Attributes, attributes, hex_id, moment, plain

_NUMBERED = re.compile(r"(.+?)\.\d+\.(.+)")
_CANONICAL = TABLES["spans"].kinds


def span_records(span: Mapping[str, Any], resource: Attributes) -> tuple[dict[str, object], list[Score]]:
    """Return the span as {column: value} and its scores. `resource` are the attributes of what sent it."""
    found = {**resource, **attributes(span.get("attributes"))}
    events = span.get("events") or []
    _merge_metadata(found)
    record = _identity(span) | _status(span, found, events)
    scores = [event_score(event) for event in events if event.get("name") == EVALUATION_EVENT]
    scores += inline_scores(found, _end(span))
    record |= _fields(found)
    record |= {_attribute_name(key): value for key, value in _collapsed(found).items()}
    own = {"span_id": record["span_id"], "trace_id": record["trace_id"]}
    return record, [score | own for score in scores]


def _identity(span: Mapping[str, Any]) -> dict[str, object]:
    start, end = int(span.get("startTimeUnixNano") or 0), int(span.get("endTimeUnixNano") or 0)
    return {
        "trace_id": hex_id(span.get("traceId"), 32),
        "span_id": hex_id(span.get("spanId"), 16),
        "parent_span_id": hex_id(span.get("parentSpanId"), 16),
        "name": span.get("name"),
        "start_time": moment(start) if start else None,
        "duration_ms": (end - start) / 1e6 if start and end else None,
    }


def _end(span: Mapping[str, Any]) -> Any:
    end = int(span.get("endTimeUnixNano") or span.get("startTimeUnixNano") or 0)
    return moment(end) if end else None


def _status(
    span: Mapping[str, Any], found: Attributes, events: Iterable[Mapping[str, Any]]
) -> dict[str, object]:
    """Say whether the span failed and why. OpenTelemetry leaves the status of a span that went well unset."""
    status = span.get("status") or {}
    failed = status.get("code") in {2, "STATUS_CODE_ERROR"}
    exceptions = [attributes(event.get("attributes")) for event in events if event.get("name") == "exception"]
    thrown = next((exception.get("exception.type") for exception in exceptions), None)
    record = {"status": "error" if failed else "ok", "error_type": found.pop("error.type", None) or thrown}
    return record | ({"status_message": status["message"]} if status.get("message") else {})


def _fields(found: Attributes) -> dict[str, object]:
    record: dict[str, object] = {"kind": _kind(found)}
    record |= {name: _text(_take(found, keys)) for name, keys in fields.TEXT_FIELDS.items()}
    record |= {name: _take(found, keys) for name, keys in fields.NUMBER_FIELDS.items()}
    record["finish_reason"] = _text(_first(_take(found, fields.FINISH_REASON)))
    seconds = _take(found, fields.FIRST_TOKEN_SECONDS)
    record["time_to_first_token_ms"] = float(str(seconds)) * 1000 if seconds is not None else None
    return record | {"input_text": input_text(found), "output_text": output_text(found)}


def _kind(found: Attributes) -> str:
    operation, kind = str(found.get(fields.OPERATION, "")), str(found.get(fields.SPAN_KIND, ""))
    if operation in fields.OPERATION_KINDS:
        return fields.OPERATION_KINDS[operation]
    unsaid = "model" if not (operation or kind) and any(found.get(key) for key in fields.MODEL) else "other"
    return fields.OPENINFERENCE_KINDS.get(kind.lower(), unsaid)


def _take(found: Attributes, keys: Iterable[str]) -> object:
    """Return the first value of `keys` and take it out. Other spellings stay as attributes if they differ."""
    values = [(key, found[key]) for key in keys if found.get(key) is not None]
    if not values:
        return None
    taken = values[0][1]
    for key, value in values:
        if value == taken and key not in fields.SHARED:
            del found[key]
    return taken


def _text(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else str(plain(value))


def _first(value: object) -> object:
    if isinstance(value, str) and value.startswith("["):
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
        if match := _NUMBERED.fullmatch(key):
            gathered.setdefault(match[1], {})[key.removeprefix(f"{match[1]}.")] = value
        else:
            result[key] = plain(value)
    return result | {key: json_text(values) for key, values in gathered.items()}


def _attribute_name(key: str) -> str:
    name = fields.RENAMED.get(key, key)
    return f"attribute.{name}" if name in _CANONICAL else name
