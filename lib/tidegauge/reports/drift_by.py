"""The drift table divided by a dimension: every column within each of its most frequent values, corrected over all."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from tidegauge.filters import Condition, TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.queries.drift import category_counts
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._daily import summed
from tidegauge.reports._drift.assembly import (
    FEW_VALUES,
    changed_of,
    decided_of,
    given_dimensions,
    names_compared,
    rows_of,
)
from tidegauge.reports._drift.divided import Divided, Part
from tidegauge.reports._drift.follow import follow_within
from tidegauge.reports._drift.look import DEFAULT
from tidegauge.reports._drift.pairs import category_pair
from tidegauge.reports._drift.records import DriftReport, DriftRow
from tidegauge.reports._drift.report import empty, report_of, uncompared
from tidegauge.reports._drift.ruled import ruled
from tidegauge.reports._drift.statistics import check_thresholds
from tidegauge.reports._gather import gather
from tidegauge.reports._nearby import nearby
from tidegauge.reports._sentences import named
from tidegauge.reports.dimensions import known_dimensions
from tidegauge.reports.source import Source
from tidegauge.settings_model import DriftTable
from tidegauge.stats.materiality import judge

MOST = 6
"""Values that are looked into: the most frequent ones on both sides together."""


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
        counted = _counted(near, asked, by)
        n = _sides(counted.filter(pl.col("level") == 0))
        if not n[1]:
            return empty(source, asked, 0)
        known = counted.filter(pl.col("level") == 1, pl.col("value").is_not_null())
        values = category_pair(known.select("side", "value", n="rows")).values[:MOST]
        sides = {value: _sides(known.filter(pl.col("value") == value)) for value in values}
        # Whoever divides by an identifier reads six of its values, and not all.
        many = known["value"].n_unique() > FEW_VALUES
        few = asked.narrowed(Condition(by, "=", values)) if many else asked
        parts = Divided(near, few, by, rules).parts(sides, metrics, own)
        rows = _rows(near, few, by, parts, metrics, dimensions, currency, rules)
    told = ruled(source, asked, rows, metrics)
    return report_of(source, asked, n, told, currency)


def _counted(source: Source, asked: TraceFilter, by: str) -> pl.DataFrame:
    """Return rows (side, level, value, rows): of all calls at level 0, of each value at level 1."""
    calls = gather(source, asked, (), (by,))
    column = calls.column(by)
    return summed(
        calls, (), [column], lambda rows, day: category_counts(rows, [column], day), ("level", "value")
    )


def _sides(counted: pl.DataFrame) -> tuple[int, int]:
    rows = {side: counted.filter(pl.col("side") == side)["rows"].sum() for side in (REFERENCE, CURRENT)}
    return int(rows[REFERENCE]), int(rows[CURRENT])


def _rows(
    source: Source,
    asked: TraceFilter,
    by: str,
    parts: Sequence[Part],
    metrics: Sequence[Metric],
    dimensions: Sequence[str],
    currency: str,
    rules: DriftTable,
) -> list[DriftRow]:
    judged = iter(judge([test for part in parts for one in part.looked for test in one.tests]))
    decided = {
        part.value: decided_of(part.looked, [next(judged) for one in part.looked for _ in one.tests], metrics)
        for part in parts
    }
    given = given_dimensions(source, asked, parts[0].sample, dimensions) if parts else ()
    others = [name for name in given if name != by]
    changed = {value: changed_of(some) for value, some in decided.items()}
    behind = follow_within(source, asked, changed, others, by)
    return [
        _within(one, {by: part.value})
        for part in parts
        for one in rows_of(part.asked, decided[part.value], behind[part.value], part.sample, currency, rules)
    ]


def _within(one: DriftRow, segment: dict[str, str]) -> DriftRow:
    where = named(segment)
    return replace(
        one,
        key=f"{one.key}@{where}",
        what=f"{where.partition(' = ')[2]}: {one.what}",
        sentence=f"Where {where}: {one.sentence}",
        segment=segment,
    )
