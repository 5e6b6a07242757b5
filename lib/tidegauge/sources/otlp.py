"""OpenTelemetry traces as OTLP JSON lines: spans, and the scores that came with them, in canonical columns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from tidegauge.sources.chunk import BadRow, Chunk, numbers
from tidegauge.sources.json_rows import Lot, lots
from tidegauge.sources.otlp_json import json_span
from tidegauge.sources.otlp_scores import Score
from tidegauge.sources.otlp_span import span_records
from tidegauge.sources.otlp_values import attributes
from tidegauge.sources.records import Record, frame_of
from tidegauge.sources.text_file import open_text

NOT_OTLP = "not an OTLP trace export"
NOT_SPAN = "not a readable OTLP span"
_LOT_SPANS = 20_000


@dataclass
class _Spans:
    """Spans, scores and unreadable spans of some lines."""

    spans: list[Record] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    score_lines: list[int] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)

    def take(self, span: Mapping[str, Any], resource: dict[str, object], row: int, line: int) -> None:
        """Read one span."""
        try:
            record, scores = span_records(json_span(span, resource))
        except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
            self.bad.append(BadRow(row, "", str(error), NOT_SPAN, line=line, record=dict(span)))
            return
        self.spans.append(record)
        self.lines.append(line)
        self.scores += scores
        self.score_lines += [line] * len(scores)


class OtlpSource:
    """A file of OTLP JSON lines, as exporters and the Collector's file exporter write it."""

    format = "OTLP JSON lines"
    typed = True
    canonical = True

    def __init__(self, path: Path) -> None:
        """Name the file; it is opened when chunks are read."""
        self.path = path
        self.notes: list[str] = []

    def chunks(self) -> Iterator[Chunk]:
        """Yield chunks of spans and of scores."""
        row, score = 1, 1
        names: set[str] = set()
        with open_text(self.path) as text:
            for lot in lots(text):
                for found in _read(lot, row):
                    spans = _chunk("spans", frame_of(found.spans, names), found.lines, row)
                    yield replace(spans, bad=tuple(found.bad), done=text.done)
                    yield replace(
                        _chunk("scores", frame_of(found.scores), found.score_lines, score), done=text.done
                    )
                    row += len(found.spans) + sum(bad.rule == NOT_SPAN for bad in found.bad)
                    score += len(found.scores)


def _chunk(table: str, frame: pl.DataFrame, lines: list[int], first: int) -> Chunk:
    rows = numbers(first, len(lines))
    return Chunk(frame, rows, lines=pl.Series(lines, dtype=pl.Int64), table=table)


def _read(lot: Lot, row: int) -> Iterator[_Spans]:
    found = _Spans(bad=list(lot.bad))
    for record, line in zip(lot.records, lot.lines, strict=True):
        if not isinstance(record.get("resourceSpans"), list):
            found.bad.append(BadRow(line, "", str(record)[:200], NOT_OTLP, line=line, record=record))
        for span, resource in _spans(record):
            found.take(span, resource, row, line)
            row += 1
        if len(found.spans) >= _LOT_SPANS:
            yield found
            found = _Spans()
    yield found


def _spans(record: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], dict[str, object]]]:
    groups = record.get("resourceSpans")
    for group in groups if isinstance(groups, list) else ():
        resource = attributes((group.get("resource") or {}).get("attributes"))
        for scope in group.get("scopeSpans") or ():
            for span in scope.get("spans") or ():
                yield span, resource
