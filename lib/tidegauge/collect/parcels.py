"""An export request taken apart: what goes into the journal, and what the sender is told about the rest."""

from collections.abc import Callable
from dataclasses import dataclass

from google.protobuf.message import Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import (
    ExportLogsPartialSuccess,
    ExportLogsServiceRequest,
    ExportLogsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTracePartialSuccess,
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from tidegauge.collect.encodings import Encoding
from tidegauge.collect.segment import Entry, Signal
from tidegauge.collect.usable import result_fault, sentence, span_fault
from tidegauge.sources.otlp_protobuf import is_evaluation

NOT_KEPT = "Log records other than gen_ai.evaluation.result are accepted and not kept."


@dataclass(frozen=True)
class Parcel:
    """A request that can be taken: `entry` for the journal, and the answer once it is on the disk."""

    entry: Entry
    answer: Message
    rejected: int = 0
    not_kept: int = 0


Opened = Callable[[bytes, Encoding], Parcel]
"""Reads a body. Raises RefusedError 400 if it cannot be decoded."""


def traces(body: bytes, encoding: Encoding) -> Parcel:
    """Return the spans of a body. Spans that cannot be used are rejected, the others are taken."""
    request = encoding.decode(body, ExportTraceServiceRequest())
    faults, spans = list[str](), 0
    for group in request.resource_spans:
        for scope in group.scope_spans:
            found = [span_fault(span) for span in scope.spans]
            spans += len(found)
            if any(found):
                faults += filter(None, found)
                kept = [span for span, fault in zip(scope.spans, found, strict=True) if fault is None]
                del scope.spans[:]
                scope.spans.extend(kept)
    payload = body if encoding is Encoding.PROTOBUF and not faults else request.SerializeToString()
    partial = ExportTracePartialSuccess(rejected_spans=len(faults), error_message=sentence(faults, "spans"))
    answer = ExportTraceServiceResponse(partial_success=partial if faults else None)
    return Parcel(Entry(Signal.TRACES, spans - len(faults), payload), answer, len(faults))


def logs(body: bytes, encoding: Encoding) -> Parcel:
    """Return the evaluation results among the log records of a body."""
    request = encoding.decode(body, ExportLogsServiceRequest())
    faults, taken, not_kept = list[str](), 0, 0
    for group in request.resource_logs:
        for scope in group.scope_logs:
            results = [record for record in scope.log_records if is_evaluation(record)]
            found = [result_fault(record) for record in results]
            kept = [record for record, fault in zip(results, found, strict=True) if fault is None]
            not_kept += len(scope.log_records) - len(results)
            taken += len(kept)
            faults += filter(None, found)
            del scope.log_records[:]
            scope.log_records.extend(kept)
    partial = ExportLogsPartialSuccess(
        rejected_log_records=len(faults), error_message=sentence(faults, "evaluation results")
    )
    answer = ExportLogsServiceResponse(partial_success=partial if faults else None)
    return Parcel(Entry(Signal.LOGS, taken, request.SerializeToString()), answer, len(faults), not_kept)
