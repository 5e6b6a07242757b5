"""The drift table divided by a dimension: every column within each of its most frequent values, corrected over all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from tidegauge.filters import Condition, TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.queries.drift import category_counts
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._drift.assembly import decided_of, given_dimensions, names_compared, rows_of
from tidegauge.reports._drift.columns import columns
from tidegauge.reports._drift.look import DEFAULT, Looked, look, subjects_in
from tidegauge.reports._drift.pairs import category_pair
from tidegauge.reports._drift.records import DriftReport, DriftRow
from tidegauge.reports._drift.report import empty, report_of, uncompared
from tidegauge.reports._drift.ruled import ruled
from tidegauge.reports._drift.sample import Sample, take_sample
from tidegauge.reports._drift.statistics import check_thresholds
from tidegauge.reports._gather import gather
from tidegauge.reports._nearby import nearby
from tidegauge.reports._sentences import named
from tidegauge.reports.dimensions import known_dimensions
from tidegauge.reports.source import Source
from tidegauge.settings_model import DriftTable
from tidegauge.stats.materiality import Judged, judge

MOST = 6
"""Values that are looked into: the most frequent ones on both sides together."""


@dataclass(frozen=True, eq=False)
class _Part:
    asked: TraceFilter
    segment: dict[str, str]
    sample: Sample
    looked: tuple[Looked, ...]


def drift_by(
    source: Source,
    asked: TraceFilter,
    metrics: Sequence[Metric],
    by: str,
    dimensions: Sequence[str] = (),
    *,
    own: Sequence[str] = (),
    currency: str = "USD",
    rules: DriftTable = DEFAULT,
) -> DriftReport:
    """Return the rows of `drift` for each of the most frequent values of `by`, all p-values corrected together.

    Texts and concepts are left to the undivided table. Arguments as in `drift`.

    Raises:
        FilterError: no such attribute.
        SettingsError: a threshold of a statistic that there is not.
    """
    check_thresholds(rules.thresholds)
    source.rows(asked).kind(by)
    if asked.reference is None:
        return uncompared(source, asked)
    names = (*names_compared(source, asked), by, *known_dimensions(source, asked, dimensions))
    with nearby(source, asked, names, metrics) as near:
        n, values = _values(near, asked, by)
        if not n[CURRENT]:
            return empty(source, asked, 0)
        parts = [_part(near, asked, metrics, {by: value}, own, rules) for value in values]
        judged = iter(judge([test for part in parts for one in part.looked for test in one.tests]))
        rows = [
            one
            for part in parts
            for one in _rows(
                near,
                part,
                [next(judged) for seen in part.looked for _ in seen.tests],
                metrics,
                dimensions,
                currency,
                rules,
            )
        ]
    told = ruled(source, asked, rows, metrics)
    return report_of(source, asked, (n[REFERENCE], n[CURRENT]), told, currency)


def _values(source: Source, asked: TraceFilter, by: str) -> tuple[dict[int, int], list[str]]:
    calls = gather(source, asked, (), (by,))
    column = calls.column(by)
    counted = calls.read(category_counts(calls.calls((), [column]), [column]))
    rows = dict(counted.filter(pl.col("level") == 0).select("side", "rows").iter_rows())
    values = counted.filter(pl.col("level") == 1).select("side", "value", n="rows")
    n = {side: int(rows.get(side, 0)) for side in (CURRENT, REFERENCE)}
    return n, list(category_pair(values).values[:MOST])


def _part(
    source: Source,
    asked: TraceFilter,
    metrics: Sequence[Metric],
    segment: dict[str, str],
    own: Sequence[str],
    rules: DriftTable,
) -> _Part:
    narrowed = asked.narrowed(*(Condition(name, "=", (value,)) for name, value in segment.items()))
    with columns(source, narrowed, names_compared(source, narrowed), often=True) as calls:
        sample = take_sample(calls)
        if not sample.n_current or not sample.n_reference:
            return _Part(narrowed, segment, sample, ())
        subjects = subjects_in(calls, sample, source, metrics, own, rules)
        return _Part(narrowed, segment, sample, look(calls, source, narrowed, sample, subjects, rules))


def _rows(
    source: Source,
    part: _Part,
    judged: Sequence[Judged],
    metrics: Sequence[Metric],
    dimensions: Sequence[str],
    currency: str,
    rules: DriftTable,
) -> list[DriftRow]:
    decided = decided_of(part.looked, judged, metrics)
    others = [
        name
        for name in given_dimensions(source, part.asked, part.sample, dimensions)
        if name not in part.segment
    ]
    made = rows_of(source, part.asked, decided, others, part.sample, currency, rules)
    return [_within(one, part.segment) for one in made]


def _within(one: DriftRow, segment: dict[str, str]) -> DriftRow:
    where = named(segment)
    return replace(
        one,
        key=f"{one.key}@{where}",
        what=f"{where.partition(' = ')[2]}: {one.what}",
        sentence=f"Where {where}: {one.sentence}",
        segment=segment,
    )
