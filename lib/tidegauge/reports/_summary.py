"""The sufficient statistics of every metric of gathered calls, by side, time bucket and segment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import BinParts, Parts, SumParts
from tidegauge.queries import summaries
from tidegauge.reports._daily import summed
from tidegauge.reports._daily_units import units
from tidegauge.reports._gather import Gathered

REST = "\x1frest"
"""What the segments that are too small to stand alone are pooled into: a text that no value of an attribute is."""


@dataclass(frozen=True)
class Summary:
    """Frames with the columns side, bucket (if asked), d0, d1, ...

    `totals` counts the rows and has the sums of every metric in `prefixes` (m0_n, m0_sa, ...); `others` holds a
    frame for each quantile (bin, n, low, high) or calibration (bin, n, w0, w1) and for each metric that is counted once a unit (n, sa, saa).
    Everything in them adds up: two groups are merged by adding their rows. `exposure` is what a total of the
    reference is multiplied by.
    """

    keys: tuple[str, ...]
    totals: pl.DataFrame
    others: Mapping[str, pl.DataFrame]
    prefixes: Mapping[str, str]
    parts: Mapping[str, Parts]
    exposure: float = 1.0

    def has(self, metric: str) -> bool:
        """Return whether a metric was summed up."""
        return metric in self.prefixes or metric in self.others

    def by(self, *keys: str) -> "Summary":
        """The same sums over fewer keys."""
        others = {name: _added(frame, self.keys, keys) for name, frame in self.others.items()}
        return replace(self, keys=keys, totals=_added(self.totals, self.keys, keys), others=others)

    def within(self, key: str, value: str) -> "Summary":
        """The same sums of one value of a key alone."""
        kept = tuple(one for one in self.keys if one != key)
        others = {name: _only(frame, key, value) for name, frame in self.others.items()}
        return replace(self, keys=kept, totals=_only(self.totals, key, value), others=others)

    def pooled(self, small: pl.DataFrame) -> "Summary":
        """The same, with the segments listed in `small` (columns d0, d1, ...) merged into one called rest."""
        marked = small.with_columns(small=pl.lit(value=True))
        others = {name: _pool(frame, self.keys, marked) for name, frame in self.others.items()}
        return replace(self, totals=_pool(self.totals, self.keys, marked), others=others)


def summarise(calls: Gathered, metrics: Sequence[Metric], keys: Sequence[str]) -> Summary:
    """Return the summary of `metrics`: one grouped query for all sums, one more for each quantile or per-unit metric."""
    plain = _plain(calls, metrics)
    added = [one for one in metrics if calls.prefix(one) in plain]
    totals = _filled(
        summed(calls, added, keys, lambda rows, day: summaries.sums(rows, plain, (*keys, *day)), keys)
    )
    others = {one.name: _other(calls, one, keys) for one in metrics if calls.prefix(one) not in plain}
    return Summary(tuple(keys), totals, others, _prefixes(calls, metrics, plain), calls.parts, calls.exposure)


def _only(frame: pl.DataFrame, key: str, value: str) -> pl.DataFrame:
    return frame.filter(pl.col(key) == value).drop(key)


def screened(
    calls: Gathered, metrics: Sequence[Metric], each: Sequence[str], within: Sequence[str] = ()
) -> Summary:
    """Return sums by every dimension of `each` apart in one query, with the keys `level` and `value`, and `within`.

    Quantiles and per-unit metrics are left out.
    """
    plain = _plain(calls, metrics)
    places = [calls.column(name) for name in each]
    added = [one for one in metrics if calls.prefix(one) in plain]
    keys = ("level", "value", *within)

    def ask(rows: sa.FromClause, day: tuple[str, ...]) -> sa.Select[Any]:
        return summaries.sums_each(rows, plain, places, (*within, *day))

    found = summed(calls, added, (*places, *within), ask, keys)
    return Summary(keys, _filled(found), {}, _prefixes(calls, metrics, plain), calls.parts, calls.exposure)


def _plain(calls: Gathered, metrics: Sequence[Metric]) -> dict[str, SumParts]:
    found = {calls.prefix(one): calls.parts[one.name] for one in metrics if not one.per}
    return {prefix: part for prefix, part in found.items() if isinstance(part, SumParts)}


def _prefixes(calls: Gathered, metrics: Sequence[Metric], plain: Mapping[str, SumParts]) -> dict[str, str]:
    return {one.name: calls.prefix(one) for one in metrics if calls.prefix(one) in plain}


def _other(calls: Gathered, metric: Metric, keys: Sequence[str]) -> pl.DataFrame:
    part, prefix = calls.parts[metric.name], calls.prefix(metric)
    if not isinstance(part, BinParts):
        return _filled(units(calls, metric, prefix, part, keys))

    def bins(rows: sa.FromClause, day: tuple[str, ...]) -> sa.Select[Any]:
        return summaries.bins(rows, prefix, part, (*keys, *day))

    return _filled(summed(calls, [metric], keys, bins, (*keys, "bin")))


def _filled(frame: pl.DataFrame) -> pl.DataFrame:
    # The sum of nothing is NULL in SQL; here it adds up like any other. Texts are keys, and keep their NULL.
    numeric = (one.name for one in frame if one.null_count() and one.dtype.is_numeric())
    return frame.with_columns(frame[name].fill_null(0) for name in numeric)


def _added(frame: pl.DataFrame, before: Sequence[str], keys: Sequence[str]) -> pl.DataFrame:
    kept = ["side", *keys, *(["bin"] if "bin" in frame.columns else [])]
    sums = pl.exclude("side", "bin", "low", "high", *before).sum()
    ends = [pl.col("low").min(), pl.col("high").max()] if "low" in frame.columns else []
    return frame.group_by(kept, maintain_order=True).agg(sums, *ends)


def _pool(frame: pl.DataFrame, keys: Sequence[str], small: pl.DataFrame) -> pl.DataFrame:
    dimensions = [key for key in keys if key != "bucket"]
    marked = frame.join(small, on=dimensions, how="left", nulls_equal=True)
    rest = [
        pl.when(pl.col("small").fill_null(value=False)).then(pl.lit(REST)).otherwise(pl.col(key)).alias(key)
        for key in dimensions
    ]
    return _added(marked.with_columns(rest).drop("small"), keys, keys)
