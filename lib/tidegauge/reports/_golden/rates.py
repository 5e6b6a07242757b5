"""The pass rate of each version, with the limits of a p chart."""

from math import sqrt

import polars as pl

from tidegauge.reports._golden.records import VersionRate
from tidegauge.reports._judge.corrected import measure_of
from tidegauge.stats import proportion

FEWEST = 5
"""Scored answers that a version needs for a rate."""


def rates_of(rows: pl.DataFrame) -> tuple[VersionRate, ...]:
    """Return the rates of the versions with enough answers, lowest first. `rows` are (version, passes)."""
    if rows.is_empty():
        return ()
    whole = float(rows["passes"].to_numpy().mean())
    counted = (
        rows.group_by("version").agg(n=pl.len(), passed=pl.col("passes").sum()).filter(pl.col("n") >= FEWEST)
    )
    found = [_rate(version, n, passed, whole) for version, n, passed in counted.iter_rows()]
    return tuple(sorted(found, key=lambda one: (one.share.value, one.version)))


def _rate(version: str, n: int, passed: float, whole: float) -> VersionRate:
    # Three standard errors of a binomial share: the limits of Shewhart's p chart.
    reach = 3 * sqrt(whole * (1 - whole) / n)
    low, high = max(whole - reach, 0.0), min(whole + reach, 1.0)
    measure = measure_of(proportion.estimate(passed, n))
    return VersionRate(version, n, passed, measure, low, high, out=not low <= passed / n <= high)
