"""The page Drift: what is different between two windows, column by column and kind by kind."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import accumulate

from tidegauge.filters import TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.reports._drift.assembly import (
    changed_of,
    decided_of,
    given_dimensions,
    names_compared,
    rows_of,
)
from tidegauge.reports._drift.columns import columns
from tidegauge.reports._drift.concept import Concept
from tidegauge.reports._drift.concept_rows import concept_rows, concepts_of
from tidegauge.reports._drift.follow import follow
from tidegauge.reports._drift.look import DEFAULT, Looked, look, subjects_in
from tidegauge.reports._drift.paired import with_pairs
from tidegauge.reports._drift.records import DriftReport
from tidegauge.reports._drift.report import empty, report_of, uncompared
from tidegauge.reports._drift.ruled import ruled
from tidegauge.reports._drift.sample import take_sample
from tidegauge.reports._drift.schema import schema_row
from tidegauge.reports._drift.signs import two_of_four
from tidegauge.reports._drift.statistics import check_thresholds
from tidegauge.reports._drift.table import table
from tidegauge.reports._drift.text import TextDrift, text_rows
from tidegauge.reports._drift.text_judged import finished, tests_of
from tidegauge.reports.source import Source
from tidegauge.settings_model import DriftTable
from tidegauge.stats.materiality import Judged, judge

__all__ = ["drift", "table"]


def drift(
    source: Source,
    asked: TraceFilter,
    metrics: Sequence[Metric],
    dimensions: Sequence[str] = (),
    *,
    own: Sequence[str] = (),
    currency: str = "USD",
    rules: DriftTable = DEFAULT,
) -> DriftReport:
    """Return every column and kind of drift with its verdict; p-values are corrected over the whole table.

    `metrics` are those that the store can answer, `own` the names of those that have a row of their own although their
    columns have one; `dimensions` are tried first when a change is divided. `rules` are the floors, thresholds and kinds
    of the settings.

    Raises:
        FilterError: the filter names an attribute that the store does not have.
        SettingsError: a threshold of a statistic that there is not.
    """
    check_thresholds(rules.thresholds)
    if asked.reference is None:
        return uncompared(source, asked)
    # Statistics of texts keep one processor busy while the database counts columns.
    with ThreadPoolExecutor(1) as aside:
        texts = aside.submit(text_rows, source, asked)
        return _report(source, asked, metrics, dimensions, texts, own, currency, rules)


def _report(
    source: Source,
    asked: TraceFilter,
    metrics: Sequence[Metric],
    dimensions: Sequence[str],
    reading: Future[TextDrift],
    own: Sequence[str],
    currency: str,
    rules: DriftTable,
) -> DriftReport:
    with columns(source, asked, names_compared(source, asked)) as calls:
        sample = take_sample(calls)
        if not sample.n_current or not sample.n_reference:
            return empty(source, asked, sample.n_current)
        looked: Sequence[Looked] = look(
            calls, source, asked, sample, subjects_in(calls, sample, source, metrics, own, rules), rules
        )
    by = given_dimensions(source, asked, sample, dimensions)
    looked = with_pairs(source, asked, looked)
    within = concepts_of(source, asked, looked, by)
    texts = reading.result()
    of_columns, of_concepts, of_texts = _judged(looked, within, texts)
    decided = decided_of(looked, of_columns, metrics)
    behind = follow(source, asked, changed_of(decided), by)
    rows = [
        *rows_of(asked, decided, behind, sample, currency, rules),
        *concept_rows(within, of_concepts, sample.n_current, currency),
        *finished(texts, of_texts),
        schema_row(looked, sample),
    ]
    n = sample.n_reference, sample.n_current
    told = ruled(source, asked, rows, metrics)
    return report_of(source, asked, n, told, currency, two_of_four(source, asked, texts))


def _judged(
    looked: Sequence[Looked], within: Sequence[Concept], texts: TextDrift
) -> tuple[tuple[Judged, ...], ...]:
    """Return the verdicts on columns, concepts and texts, all corrected together."""
    parts = [
        [test for one in looked for test in one.tests],
        [test for one in within for test in one.tests],
        tests_of(texts),
    ]
    judged = judge([test for part in parts for test in part])
    ends = list(accumulate(len(part) for part in parts))
    return tuple(judged[start:end] for start, end in zip([0, *ends], ends, strict=False))
