"""Spans as OTLP's JSON spells them."""

from collections.abc import Mapping
from typing import Any

from tidegauge.sources.otlp_model import READ_EVENTS, OtlpEvent, OtlpSpan
from tidegauge.sources.otlp_values import Attributes, attributes, hex_id

_ERROR = {2, "STATUS_CODE_ERROR"}


def json_span(span: Mapping[str, Any], resource: Attributes) -> OtlpSpan:
    """Return a span object of OTLP JSON. `resource` are the attributes of what sent it.

    Raises ValueError, TypeError, KeyError or AttributeError for an object of another shape.
    """
    status = span.get("status") or {}
    return OtlpSpan(
        hex_id(span.get("traceId"), 32),
        hex_id(span.get("spanId"), 16),
        hex_id(span.get("parentSpanId"), 16),
        span.get("name"),
        int(span.get("startTimeUnixNano") or 0),
        int(span.get("endTimeUnixNano") or 0),
        status.get("code") in _ERROR,
        status.get("message") or None,
        {**resource, **attributes(span.get("attributes"))},
        [_event(event) for event in span.get("events") or () if event.get("name") in READ_EVENTS],
    )


def _event(event: Mapping[str, Any]) -> OtlpEvent:
    return OtlpEvent(event["name"], int(event.get("timeUnixNano") or 0), attributes(event.get("attributes")))
