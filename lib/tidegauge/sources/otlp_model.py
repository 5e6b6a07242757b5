"""A span as OTLP has it, whichever way it was spelled: JSON lines or protobuf messages."""

from collections.abc import Sequence
from dataclasses import dataclass

from tidegauge.sources.otlp_values import Attributes

EXCEPTION_EVENT = "exception"
EVALUATION_EVENT = "gen_ai.evaluation.result"
READ_EVENTS = (EXCEPTION_EVENT, EVALUATION_EVENT)
"""The events that something is read from; the attributes of others need not be decoded."""


@dataclass(frozen=True, slots=True)
class OtlpEvent:
    """Something that happened within a span. `time` is Unix nanoseconds, 0 where it is not said."""

    name: str
    time: int
    attributes: Attributes


@dataclass(slots=True)
class OtlpSpan:
    """One span. Ids are hexadecimal, None where they are not said; times are Unix nanoseconds, 0 where not said.

    `attributes` are those of the span over those of what sent it; whoever reads the span may take them out.
    Not frozen: frozen ones are four times as slow to make, and a receiver makes thousands a second.
    """

    trace_id: str | None
    span_id: str | None
    parent_span_id: str | None
    name: str | None
    start: int
    end: int
    failed: bool
    message: str | None
    attributes: Attributes
    events: Sequence[OtlpEvent] = ()
