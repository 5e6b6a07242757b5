"""Metrics that are counted once a unit, such as a session: a unit that goes on past midnight is one all the same."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import DistinctParts, SumParts
from tidegauge.queries import summaries
from tidegauge.reports._daily import at_once, by_day
from tidegauge.reports._gather import Gathered


def units(
    calls: Gathered, metric: Metric, prefix: str, part: SumParts | DistinctParts, keys: Sequence[str]
) -> pl.DataFrame:
    """Return rows (side, keys.., n, sa, saa) over units (see `queries.summaries.units`)."""

    def each(rows: sa.FromClause, day: tuple[str, ...]) -> sa.Select[Any]:
        return summaries.each_unit(rows, prefix, part, (*keys, *day))

    merge = partial(_once_each, keys=keys, part=part)
    found = by_day(calls, [metric], keys, each, hashed, merge)
    if found is None:
        return at_once(calls, [metric], keys, lambda rows, _: summaries.units(rows, prefix, part, keys))
    a = pl.col("a")
    return merge(found).group_by("side", *keys).agg(n=pl.len().cast(pl.Int64), sa=a.sum(), saa=(a * a).sum())


def _once_each(frame: pl.DataFrame, keys: Sequence[str], part: SumParts | DistinctParts) -> pl.DataFrame:
    """Return one row for each unit within a segment, in the first bucket that has it."""
    total = pl.col("a").max() if summaries.counts_once(part) else pl.col("a").sum()
    within = ["side", *(key for key in keys if key != "bucket")]
    first = [pl.col("bucket").min()] if "bucket" in keys else []
    return frame.group_by(*within, "unit").agg(total.cast(pl.Float64), *first)


def hashed(frame: pl.DataFrame) -> pl.DataFrame:
    """Return rows with 64 bits in place of each unit's name: an eighth of the bytes, and two of ten million alike in 1 of 400,000."""
    return frame.with_columns(pl.col("unit").hash(seed=20))
