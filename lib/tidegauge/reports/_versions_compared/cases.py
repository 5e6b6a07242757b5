"""Metrics on the cases that both sides answered, tested on the pairs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import BinParts, SumParts, parts
from tidegauge.metrics.reader import read_expression
from tidegauge.metrics.tree import Aggregate
from tidegauge.queries.compare_pairs import case_values
from tidegauge.queries.pairs import matched
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import SQL
from tidegauge.reports._compare import Compared, floors
from tidegauge.reports._paired import SHARE_FLOOR
from tidegauge.reports._paired_keys import pair_keys
from tidegauge.reports._versions_compared.any_look import Looked, planned_rows, standard_error
from tidegauge.reports.source import Source
from tidegauge.stats import mean, paired, proportion, quantile
from tidegauge.stats.estimate import Difference, Estimate, Floats, floats
from tidegauge.stats.matching.bootstrap import paired_quantile
from tidegauge.stats.sequential.always_valid import always_valid
from tidegauge.stats.sequential.exact_pairs import exact_pairs

SEED = 20_261
"""The bootstrap draws from here, so that a link shows the same interval twice."""
MOST_DRAWN = 5_000
"""Cases that a bootstrap draws from."""
FEWEST = 2

MCNEMAR, MCNEMAR_ANY = "McNemar, exact", "McNemar, exact at any look"
STUDENT, BOOTSTRAP = "Student's t, paired", "bootstrap, paired"


@dataclass(frozen=True, eq=False)
class Cases:
    """The cases that both answered: what tells them apart, their values, and the share of B's calls without a partner."""

    keys: tuple[str, ...]
    frame: pl.DataFrame
    pairs: int
    unmatched: float


@dataclass(frozen=True, eq=False)
class Paired:
    """A metric over the cases: both sides' estimates and the difference."""

    one: Compared
    looked: Looked
    n: int


def read_cases(
    source: Source, asked: TraceFilter, metrics: Sequence[Metric], pair_by: Sequence[str] = ()
) -> Cases | None:
    """Return the cases of both sides with the value of each metric that a single call has; None without any.

    Raises:
        FilterError: a column of `pair_by` that the store does not have.
    """
    keys = tuple(pair_by) or pair_keys(source, asked)
    if not keys:
        return None
    rows = source.rows(asked)
    each = ((f"m{place}", _value(rows, one)) for place, one in enumerate(metrics))
    values = {name: value for name, value in each if value is not None}
    counts = source.store.read(matched(source.rows(asked), asked, keys)).row(0, named=True)
    pairs, current = int(counts["pairs"]), int(counts["current"])
    if pairs < FEWEST or not values:
        return None
    frame = source.store.read(case_values(rows, asked, keys, values))
    return Cases(keys, frame, pairs, max(1 - pairs / max(current, 1), 0.0))


def _value(rows: Rows, metric: Metric) -> SQL | None:
    """Return what a single call contributes to a metric; None where it has no value of its own."""
    if metric.per or metric.kind not in {"rate", "mean", "quantile"}:
        return None
    part = parts(metric, rows.column)
    if isinstance(part, BinParts):
        return part.value
    return part.numerator if isinstance(part, SumParts) and not part.root else None


def over_cases(cases: Cases, metrics: Sequence[Metric], *, growing: bool) -> Mapping[str, Paired]:
    """Return {metric: paired} of the metrics that at least two cases have on both sides.

    `growing` makes intervals and tests valid at every look; of a set that is complete there is only one.
    """
    found = {}
    for place, metric in enumerate(metrics):
        if f"before_m{place}" not in cases.frame.columns:
            continue
        before, after = (
            cases.frame[f"{side}_m{place}"].to_numpy().astype(float) for side in ("before", "after")
        )
        known = ~(np.isnan(before) | np.isnan(after))
        if known.sum() >= FEWEST:
            found[metric.name] = _paired(metric, before[known], after[known], growing=growing)
    return found


def _paired(metric: Metric, before: Floats, after: Floats, *, growing: bool) -> Paired:
    is_share = bool(np.isin(before, (0, 1)).all() and np.isin(after, (0, 1)).all())
    if metric.kind == "quantile":
        change, test = _of_quantile(metric, before, after), BOOTSTRAP
    elif is_share:
        change, test = _of_share(before, after, growing=growing), MCNEMAR_ANY if growing else MCNEMAR
    else:
        change, test = paired.numbers(before, after).change, STUDENT
    one = Compared(
        metric,
        _estimate(metric, after, is_share=is_share),
        _estimate(metric, before, is_share=is_share),
        change,
        relative=False,
    )
    # A number that is only ever 0 or 1 is a share, whatever it was declared as.
    floor = SHARE_FLOOR if is_share and metric.floor_relative else float(floors(one)[0])
    planned = float(planned_rows(change, np.asarray(floor)))
    seen = always_valid(change, planned) if growing and float(change.high - change.low) > 0 else change
    p_value = change.p_value if is_share and metric.kind != "quantile" else seen.p_value
    whole = Difference(change.value, seen.low, seen.high, p_value, change.n_reference, change.n_current)
    shaped = Difference(*(np.atleast_1d(column) for column in _columns(whole)))
    return Paired(one, Looked(shaped, test, floor, planned, float(standard_error(change))), before.size)


def _of_share(before: Floats, after: Floats, *, growing: bool) -> Difference:
    found = paired.shares(before, after)
    if not growing:
        return found.change
    p_value = exact_pairs(found.pairs.lost, found.pairs.gained)
    change = found.change
    return Difference(
        change.value, change.low, change.high, np.asarray(p_value), change.n_reference, change.n_current
    )


def _of_quantile(metric: Metric, before: Floats, after: Floats) -> Difference:
    # Every k-th case, so that a long set is drawn from end to end.
    step = -(-before.size // MOST_DRAWN)
    random, level = np.random.default_rng(SEED), _level(metric)
    change = paired_quantile(before[::step], after[::step], level, random)
    ends = [quantile.from_values(values, level) for values in (before, after)]
    if all(np.isfinite(end) for one in ends for end in (one.low, one.high)):
        return change
    # So few rows that none lies beyond the quantile: what is drawn again is the same few cases.
    return Difference(*floats(change.value, *[np.nan] * 3, change.n_reference, change.n_current))


def _level(metric: Metric) -> float:
    expression = read_expression(metric.expression)
    return (expression.level if isinstance(expression, Aggregate) else None) or 0.5


def _estimate(metric: Metric, values: Floats, *, is_share: bool) -> Estimate:
    n = float(values.size)
    if metric.kind == "quantile":
        found = quantile.from_values(values, _level(metric))
    elif is_share:
        found = proportion.estimate(values.sum(), n)
    else:
        found = mean.estimate(n, values.sum(), (values**2).sum())
    return Estimate(*(np.atleast_1d(column) for column in floats(found.value, found.low, found.high, n)))


def _columns(change: Difference) -> tuple[Floats, ...]:
    return (change.value, change.low, change.high, change.p_value, change.n_reference, change.n_current)
