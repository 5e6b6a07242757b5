"""What texts and embeddings give to the drift table: candidates for rows, to be corrected together with all others."""

from dataclasses import dataclass

from threadpoolctl import threadpool_limits

from tidegauge.filters import TraceFilter
from tidegauge.reports._drift.records import Contrast, SampleTrace
from tidegauge.reports._drift.text_days import daily_similarity
from tidegauge.reports._drift.text_embeddings import embedding_rows
from tidegauge.reports._drift.text_recent import recent_row
from tidegauge.reports._drift.text_repetition import repetition_row
from tidegauge.reports._drift.text_row import TextRow
from tidegauge.reports._drift.text_sample import Texts, sample
from tidegauge.reports._drift.text_words import text_row
from tidegauge.reports._records import Point
from tidegauge.reports.source import Source


@dataclass(frozen=True)
class TextDrift:
    """Candidates for rows. Correct their `p_values` with all others of the table, then `row.finished(adjusted)`.

    `days` is how alike the outputs of each day are to those of the reference: its own days, then the current ones.
    """

    rows: tuple[TextRow, ...]
    days: tuple[tuple[Point, ...], tuple[Point, ...]] = ((), ())

    @property
    def p_values(self) -> tuple[float, ...]:
        """The p-values of all rows that belong into the correction, row after row."""
        return tuple(p_value for row in self.rows for p_value in row.p_values)

    def row(self, key: str) -> TextRow | None:
        """Return the row of that name, if there is one."""
        return next((row for row in self.rows if row.key == key), None)


def text_rows(source: Source, asked: TraceFilter) -> TextDrift:
    """Return the rows of prompts, outputs, repetition, similarity and embeddings; none where no text is recorded."""
    texts = sample(source, asked)
    # The matrices are small: threads that wait for each other cost more than they save, many times when cores are busy.
    with threadpool_limits(limits=1, user_api="blas"):
        prompts, outputs = (_prompts(texts, asked), _outputs(texts, asked)) if texts else ([], TextDrift(()))
        return TextDrift((*prompts, *outputs.rows, *embedding_rows(source, asked)), outputs.days)


def _prompts(texts: Texts, asked: TraceFilter) -> list[TextRow]:
    found = texts.of("input_text")
    return [] if found is None else [text_row(found, "input_text", asked)[0]]


def _outputs(texts: Texts, asked: TraceFilter) -> TextDrift:
    found = texts.of("output_text")
    if found is None:
        return TextDrift(())
    row, vectors = text_row(found, "output_text", asked)
    rows = (row, repetition_row(texts), recent_row(found, vectors, asked))
    days = daily_similarity(found, vectors, asked)
    return TextDrift(tuple(one for one in rows if one is not None), days)


def text_contrasts(source: Source, asked: TraceFilter, column: str) -> tuple[Contrast, ...]:
    """Return the words of a text that one window holds more often than the other, shares of texts."""
    return _words(source, asked, column)[0]


def text_samples(source: Source, asked: TraceFilter, column: str) -> tuple[SampleTrace, ...]:
    """Return the five current calls whose text is most typical of the current window."""
    return _words(source, asked, column)[1]


def _words(
    source: Source, asked: TraceFilter, column: str
) -> tuple[tuple[Contrast, ...], tuple[SampleTrace, ...]]:
    texts = sample(source, asked)
    found = texts.of(column) if texts else None
    if found is None:
        return (), ()
    row = text_row(found, column, asked)[0]
    return row.contrasts, row.samples
