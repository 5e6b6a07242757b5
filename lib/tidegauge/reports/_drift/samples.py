"""Calls behind a row of the drift table, and the words behind a row of texts."""

from collections.abc import Sequence

from tidegauge import formats
from tidegauge.filters import NOT_RECORDED, Condition, TraceFilter
from tidegauge.queries.drift import newest
from tidegauge.reports._drift.records import DriftDetail, DriftRow, SampleTrace
from tidegauge.reports._drift.text import text_contrasts, text_samples
from tidegauge.reports._drift.text_sample import TEXTS
from tidegauge.reports._traces.text import first_line
from tidegauge.reports.source import Source

MOST = 5
LONGEST = 200
"""Characters of a line that are shown: an attribute may hold a megabyte."""
TEXT = "text"
"""The aspect of rows of texts."""


def of_text(source: Source, asked: TraceFilter, row: DriftRow, place: int) -> DriftDetail:
    """Return a row of texts: the words that give the difference away, and the calls most typical of now."""
    if row.column not in TEXTS:
        return DriftDetail(row, place, "", None, (), "", (), None, None, ())
    words, typical = text_contrasts(source, asked, row.column), text_samples(source, asked, row.column)
    return DriftDetail(row, place, "", None, words, "", (), None, None, typical)


def samples(
    source: Source, asked: TraceFilter, chips: Sequence[Condition], column: str, unit: str
) -> tuple[SampleTrace, ...]:
    """Return the newest current calls that meet `chips`, with the value of a column."""
    narrowed = asked.narrowed(*chips)
    found = source.store.read(newest(source.rows(narrowed), narrowed, column, MOST))
    return tuple(
        SampleTrace(at, trace_id, _written(value, unit), first_line(output or said or "", LONGEST) or "")
        for at, trace_id, value, output, said in found.iter_rows()
    )


def _written(value: str | None, unit: str) -> str:
    if value is None:
        return NOT_RECORDED
    try:
        return formats.value(float(value), unit)
    except ValueError:
        return value[:LONGEST]
