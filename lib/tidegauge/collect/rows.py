"""Journal entries as rows: the same mapping and the same rules as an import of OTLP JSON lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tidegauge.collect.segment import Entry, Signal
from tidegauge.imports.identity import RowIds
from tidegauge.imports.mapping import ColumnMap
from tidegauge.imports.quarantine import quarantine_rows
from tidegauge.imports.validation import Validated, validated
from tidegauge.sources.chunk import BadRow, Chunk, numbers
from tidegauge.sources.otlp import NOT_SPAN
from tidegauge.sources.otlp_protobuf import evaluation_event, evaluations, message_span, message_spans
from tidegauge.sources.otlp_scores import Score, event_score
from tidegauge.sources.otlp_span import span_records
from tidegauge.sources.records import Record, frame_of

ORIGIN = Path("otlp")
"""What the quarantine names as the file of a row that came over the wire."""

_CHUNK_SPANS = 20_000
_UNREADABLE = (ArithmeticError, AttributeError, KeyError, TypeError, ValueError)


@dataclass
class _Lot:
    """Spans and scores of some entries."""

    spans: list[Record] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)

    def take(self, entry: Entry) -> None:
        """Read one entry."""
        if entry.signal is Signal.LOGS:
            self._take_results(ExportLogsServiceRequest.FromString(entry.payload))
        else:
            self._take_spans(ExportTraceServiceRequest.FromString(entry.payload))

    def _take_spans(self, request: ExportTraceServiceRequest) -> None:
        for span, resource in message_spans(request):
            try:
                record, scores = span_records(message_span(span, resource))
            except _UNREADABLE as error:
                self._reject(span, error)
                continue
            self.spans.append(record)
            self.scores += scores

    def _take_results(self, request: ExportLogsServiceRequest) -> None:
        for record in evaluations(request):
            try:
                score = event_score(evaluation_event(record))
            except _UNREADABLE as error:
                self._reject(record, error)
                continue
            self.scores.append(score | {"span_id": record.span_id.hex(), "trace_id": record.trace_id.hex()})

    def _reject(self, message: Message, error: Exception) -> None:
        self.bad.append(BadRow(len(self.bad) + 1, "", str(error), NOT_SPAN, record=MessageToDict(message)))


def rows_of(entries: Iterable[Entry], names: set[str]) -> Iterator[Validated]:
    """Yield the rows of entries by table, and those that break a rule.

    `names` are the attributes seen before and gets the new ones: beyond 500, further ones are gathered in one.
    """
    lot = _Lot()
    for entry in entries:
        lot.take(entry)
        if len(lot.spans) >= _CHUNK_SPANS:
            yield from _validated(lot, names)
            lot = _Lot()
    yield from _validated(lot, names)


def _validated(lot: _Lot, names: set[str]) -> Iterator[Validated]:
    spans = _chunk("spans", frame_of(lot.spans, names), len(lot.spans), tuple(lot.bad))
    for chunk in (spans, _chunk("scores", frame_of(lot.scores), len(lot.scores))):
        if len(chunk.rows) or chunk.bad:
            yield validated(chunk, ColumnMap(), RowIds(), typed=True)


def _chunk(table: str, frame: pl.DataFrame, count: int, bad: tuple[BadRow, ...] = ()) -> Chunk:
    return Chunk(frame, numbers(1, count), bad, table=table)


def quarantined(found: Iterable[Validated]) -> Iterator[dict[str, object]]:
    """Yield the rows that break a rule as the quarantine keeps them."""
    for rows in found:
        yield from quarantine_rows(ORIGIN, rows.bad)
