"""Where both sides answered the same cases, quality is compared case by case: the sharper test takes the other's place."""

from collections.abc import Sequence
from dataclasses import replace

from tidegauge.filters import TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.reports._drift.headline import of_numbers
from tidegauge.reports._drift.kinds import usual_direction
from tidegauge.reports._drift.look import Looked
from tidegauge.reports._drift.records import DriftKind
from tidegauge.reports._paired import PairedReport, paired
from tidegauge.reports._paired_keys import pair_keys
from tidegauge.reports.source import Source
from tidegauge.stats.drift._pair import NumberPair
from tidegauge.stats.materiality import DISTRIBUTION, ColumnTest, Floor, seen_by
from tidegauge.stats.normal import critical

ENOUGH = 0.9
"""The share of current rows that must have a partner: otherwise the pairs are other cases than the rows."""


def with_pairs(source: Source, asked: TraceFilter, looked: Sequence[Looked]) -> list[Looked]:
    """Return the subjects, those of quality with their paired test where two versions answered the same cases."""
    reference = asked.reference
    if reference is None or reference.window != asked.current.window:
        return list(looked)
    keys = pair_keys(source, asked)
    return [_paired(source, asked, one, keys) for one in looked] if keys else list(looked)


def _paired(source: Source, asked: TraceFilter, one: Looked, keys: tuple[str, ...]) -> Looked:
    metric = _metric(one)
    if metric is None:
        return one
    found = paired(source, asked, metric, keys)
    if found is None or found.unmatched > 1 - ENOUGH:
        return one
    nulls = (test for test in one.tests if test.method == "null_share")
    return replace(one, tests=(_test(one.subject.key, metric, found), *nulls))


def _metric(one: Looked) -> Metric | None:
    if one.subject.kind is not DriftKind.QUALITY or not isinstance(one.pair, NumberPair):
        return None
    return of_numbers(one.subject, one.pair, usual_direction(one.subject.column)).metric


def _test(key: str, metric: Metric, found: PairedReport) -> ColumnTest:
    change = found.difference
    error = (change.high - change.low) / (2 * critical(0.95))
    least = abs(found.reference) * metric.floor if metric.floor_relative else metric.floor
    floor = DISTRIBUTION if found.unit == "share" else Floor(least)

    return ColumnTest(
        key, "paired", found.p_value, change.value, floor, seen_by(error), found.pairs, found.pairs
    )
