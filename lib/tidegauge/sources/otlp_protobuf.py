"""Spans and evaluation results as OTLP's protobuf messages carry them."""

import base64
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tidegauge.sources.otlp_model import EVALUATION_EVENT, READ_EVENTS, OtlpEvent, OtlpSpan
from tidegauge.sources.otlp_values import Attributes

if TYPE_CHECKING:  # the messages come with the extra tidegauge[collect]; reading them needs no import
    from collections.abc import Iterable

    from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
    from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
    from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
    from opentelemetry.proto.trace.v1.trace_pb2 import Span

_ERROR = 2
_SCALAR = {"string_value", "int_value", "double_value", "bool_value"}


def message_spans(request: "ExportTraceServiceRequest") -> "Iterator[tuple[Span, Attributes]]":
    """Yield every span of a request with the attributes of what sent it."""
    for group in request.resource_spans:
        resource = _attributes(group.resource.attributes)
        for scope in group.scope_spans:
            for span in scope.spans:
                yield span, resource


def message_span(span: "Span", resource: Attributes) -> OtlpSpan:
    """Return a span message as what the mapping reads."""
    status = span.status
    return OtlpSpan(
        span.trace_id.hex(),
        span.span_id.hex(),
        span.parent_span_id.hex() or None,
        span.name or None,
        span.start_time_unix_nano,
        span.end_time_unix_nano,
        status.code == _ERROR,
        status.message or None,
        resource | _attributes(span.attributes),
        [_event(event) for event in span.events if event.name in READ_EVENTS] if span.events else (),
    )


def _event(event: "Span.Event") -> OtlpEvent:
    return OtlpEvent(event.name, event.time_unix_nano, _attributes(event.attributes))


def evaluations(request: "ExportLogsServiceRequest") -> "Iterator[LogRecord]":
    """Yield the log records that report the result of an evaluation."""
    for group in request.resource_logs:
        for scope in group.scope_logs:
            yield from (record for record in scope.log_records if is_evaluation(record))


def is_evaluation(record: "LogRecord") -> bool:
    """Whether a log record reports the result of an evaluation; senders before 2025 named events by attribute."""
    if record.event_name:
        return record.event_name == EVALUATION_EVENT
    return any(
        pair.key == "event.name" and pair.value.string_value == EVALUATION_EVENT for pair in record.attributes
    )


def evaluation_event(record: "LogRecord") -> OtlpEvent:
    """Return the event that a log record reports; without a time of its own it happened when it was seen."""
    time = record.time_unix_nano or record.observed_time_unix_nano
    return OtlpEvent(EVALUATION_EVENT, time, _attributes(record.attributes))


def _attributes(pairs: "Iterable[KeyValue]") -> Attributes:
    found: Attributes = {}
    for pair in pairs:
        value = pair.value
        kind = value.WhichOneof("value")
        # In place and not in a function of its own: this line is run a hundred thousand times a second.
        found[pair.key] = getattr(value, kind) if kind in _SCALAR else _nested(value, kind)
    return found


def _nested(value: "AnyValue", kind: str | None) -> object:
    match kind:
        case "array_value":
            return [_value(item) for item in value.array_value.values]
        case "kvlist_value":
            return _attributes(value.kvlist_value.values)
        case "bytes_value":
            return base64.b64encode(value.bytes_value).decode()  # as OTLP's JSON spells bytes
    return None


def _value(value: "AnyValue") -> object:
    kind = value.WhichOneof("value")
    return getattr(value, kind) if kind in _SCALAR else _nested(value, kind)
