"""The tests of one column that the recommended rule decides on: values, nulls, and single values of a category."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from scipy import special

from tidegauge.stats import proportion
from tidegauge.stats.drift import (
    chi_squared,
    kolmogorov_smirnov,
    null_share,
    single_category,
    total_variation,
)
from tidegauge.stats.drift._cells import cells
from tidegauge.stats.drift._contingency import contingency, smallest_detectable
from tidegauge.stats.drift._method import Distance
from tidegauge.stats.drift._pair import CategoryPair, NumberPair
from tidegauge.stats.drift._steps import Steps
from tidegauge.stats.drift._summary import Summary, of_pair
from tidegauge.stats.materiality import DISTRIBUTION, NULL_SHARE, VALUE_RATE, ColumnTest, Floor
from tidegauge.stats.normal import critical
from tidegauge.stats.verdict import POWER

Window = tuple[float, float]
"""Rows that are so, and rows, of one window."""


def column_tests(
    column: str,
    pair: NumberPair | Summary,
    distribution: Floor = DISTRIBUTION,
    nulls: Floor = NULL_SHARE,
    value_rate: Floor = VALUE_RATE,
) -> tuple[ColumnTest, ...]:
    """Return the tests of one column, for `materiality.judge` over those of all columns.

    A number is tested by Kolmogorov-Smirnov, a category by chi-squared (its effect is the total variation) and by its
    most conspicuous single value; both by the share of nulls.

    Examples
    --------
    >>> from tidegauge.stats.drift._pair import category_pair
    >>> from tidegauge.stats.materiality import judge
    >>> finish = category_pair({"stop": 19800, "length": 200}, {"stop": 19680, "length": 320})
    >>> [(one.tested.method, one.verdict, one.tested.at) for one in judge(column_tests("finish_reason", finish))]
    [('chi_squared', 'not_material', None),
     ('null_share', 'not_material', None),
     ('single_category', 'changed', 'length')]
    """
    summary = of_pair(pair)
    if isinstance(summary, Steps):
        return _number(column, summary, distribution), _nulls(column, summary, nulls)
    return (
        _category(column, summary, distribution),
        _nulls(column, summary, nulls),
        _single(column, summary, value_rate),
    )


def _number(column: str, steps: Steps, floor: Floor) -> ColumnTest:
    found, rows = kolmogorov_smirnov.distance(steps), steps.rows
    # It holds numbers only: a test that kept the steps would keep every value of the column in memory.
    detectable = partial(kolmogorov_smirnov.smallest_detectable, *rows) if steps.comparable else _never
    return _tested(column, "kolmogorov_smirnov", found, floor, detectable, rows)


def _category(column: str, pair: CategoryPair, floor: Floor) -> ColumnTest:
    table, test = cells(pair), chi_squared.distance(pair)
    if table is None:
        return _tested(column, "chi_squared", test, floor, _never, (0.0, 0.0))
    effect = replace(test, value=total_variation.distance(pair).value)
    freedom = contingency(table.reference, table.current).freedom
    detectable = partial(smallest_detectable, *table.rows, freedom)
    return _tested(column, "chi_squared", effect, floor, detectable, table.rows)


def _nulls(column: str, summary: Summary, floor: Floor) -> ColumnTest:
    n, m = rows = null_share.all_rows(summary)
    found = null_share.distance(summary)
    windows = (summary.reference_null, n), (summary.current_null, m)
    share = summary.reference_null / n if n else np.nan
    return _tested(column, "null_share", found, floor, partial(_rate_detectable, *windows), rows, share)


def _single(column: str, pair: CategoryPair, floor: Floor) -> ColumnTest:
    found = single_category.distance(pair, floor)
    n, m = rows = float(pair.reference.sum()), float(pair.current.sum())
    if found.at is None:
        return _tested(column, "single_category", found, floor, _never, rows)
    place = pair.values.index(str(found.at))
    windows = (pair.reference[place], n), (pair.current[place], m)
    looked_at = len(pair.values) - pair.rest
    detectable = partial(_rate_detectable, *windows, looked_at=looked_at)
    return _tested(column, "single_category", found, floor, detectable, rows, pair.reference[place] / n)


def _tested(
    column: str,
    method: str,
    found: Distance,
    floor: Floor,
    detectable: Callable[[float], float],
    rows: tuple[float, float],
    share: float = np.nan,
) -> ColumnTest:
    p_value = np.nan if found.p_value is None else found.p_value
    return ColumnTest(column, method, p_value, found.value, floor, detectable, *rows, share, found.at)


def _rate_detectable(reference: Window, current: Window, alpha: float, looked_at: int = 1) -> float:
    """As `verdict.smallest_detectable`: standard errors from the width of Newcombe's interval."""
    change = proportion.difference(reference, current)
    error = (change.high - change.low) / (2 * critical(0.95))
    return float((special.ndtri(POWER) - special.ndtri(alpha / looked_at / 2)) * error)


def _never(alpha: float) -> float:  # noqa: ARG001
    return np.nan
