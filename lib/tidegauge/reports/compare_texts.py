"""What both versions answered: samples side by side, and what changed in the words. Read apart: texts are long."""

from dataclasses import replace

from tidegauge.filters import TraceFilter
from tidegauge.reports._drift.text_sample import sample
from tidegauge.reports._occurring import occurring
from tidegauge.reports._versions_compared.answers import sample_pairs, word_shares
from tidegauge.reports._versions_compared.records import CompareReport
from tidegauge.reports.source import Source


def with_texts(source: Source, asked: TraceFilter, report: CompareReport) -> CompareReport:
    """Return the report with sample pairs and words; as it is where nothing is compared or no text is recorded."""
    texts = sample(source, asked.narrowed(*occurring(source, asked))) if report.rows else None
    if texts is None:
        return report
    words, counts = word_shares(texts)
    return replace(report, pairs=sample_pairs(texts, words), words=words, n_words=counts)
