"""Every statistic of the drift table from all values, and the verdicts: a process of its own.

With "buckets" as third argument the numbers are summarised first: it shows that the verdicts stay the same.
"""

import sys
import time

STARTED = time.perf_counter()

from collections.abc import Mapping  # noqa: E402  what is imported below is part of what is measured
from concurrent.futures import ThreadPoolExecutor  # noqa: E402

import polars as pl  # noqa: E402
from _drift_measure import CATEGORIES, NUMBERS, Values, files, measure  # noqa: E402

from tidegauge.stats.drift import _steps  # noqa: E402
from tidegauge.stats.drift._exact import distances  # noqa: E402
from tidegauge.stats.drift._pair import category_pair, number_pair  # noqa: E402
from tidegauge.stats.drift._rule import column_tests  # noqa: E402
from tidegauge.stats.drift._summary import Summary  # noqa: E402
from tidegauge.stats.materiality import ColumnTest, judge  # noqa: E402


def _column(name: str) -> tuple[str, dict[str, float], tuple[ColumnTest, ...]]:
    summary = _numbers(name) if name in NUMBERS else _categories(name)
    tests = column_tests(name, summary)
    found = distances(summary)
    values = {method: distance.value for method, distance in found.items()}
    p_values = {f"{method} p": one.p_value for method, one in found.items() if one.p_value is not None}
    return name, values | p_values, tests


def _numbers(name: str) -> Summary:
    # One column at a time: what was sorted is dropped before the next is read.
    reference, current = (pl.read_parquet(file, columns=[name]).to_series().to_numpy() for file in files())
    if sys.argv[3:] == ["buckets"]:
        return _steps.of_pair(number_pair(reference, current))
    return _steps.of_values(reference, current)


def _categories(name: str) -> Summary:
    reference, current = (_counts(pl.read_parquet(file, columns=[name]).to_series()) for file in files())
    return category_pair(reference, current)


def _counts(column: pl.Series) -> Mapping[str | None, float]:
    return dict(column.value_counts().iter_rows())


def run() -> Values:
    """Return all distances of all columns, two columns at a time; the key "flagged" has the verdicts."""
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(_column, NUMBERS + CATEGORIES))
    judged = judge([test for _, _, tests in found for test in tests])
    flagged = {one.tested.column: one.adjusted for one in judged if one.verdict == "changed"}
    return {name: values for name, values, _ in found} | {"flagged": flagged}


if __name__ == "__main__":
    measure(STARTED, run)
