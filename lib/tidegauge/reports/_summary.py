"""One read of the store: the sufficient statistics of every metric, by side, time bucket and segment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import BinParts, DistinctParts, Parts, SumParts, parts
from tidegauge.queries import summaries
from tidegauge.queries.sides import Buckets
from tidegauge.reports.source import Source

REST = "\x1frest"
"""What the segments that are too small to stand alone are pooled into: a text that no value of an attribute is."""


@dataclass(frozen=True)
class Summary:
    """Frames with the columns side, bucket (if asked), d0, d1, ...: `rows` counts, `statistics` are the sums of metrics.

    Everything in them adds up: two groups are merged by adding their rows.
    """

    keys: tuple[str, ...]
    rows: pl.DataFrame
    statistics: Mapping[str, pl.DataFrame]
    parts: Mapping[str, Parts]

    def by(self, *keys: str) -> "Summary":
        """The same sums over fewer keys."""
        statistics = {name: _added(frame, keys) for name, frame in self.statistics.items()}
        return replace(self, keys=keys, rows=_added(self.rows, keys), statistics=statistics)

    def pooled(self, small: pl.DataFrame) -> "Summary":
        """The same, with the segments listed in `small` (columns d0, d1, ...) merged into one called rest."""
        marked = small.with_columns(small=pl.lit(value=True))
        return replace(
            self,
            rows=_pool(self.rows, self.keys, marked),
            statistics={name: _pool(frame, self.keys, marked) for name, frame in self.statistics.items()},
        )


def summarise(
    source: Source,
    asked: TraceFilter,
    metrics: Sequence[Metric],
    by: Sequence[str] = (),
    buckets: Buckets | None = None,
) -> Summary:
    """Return the summary of `metrics`: one grouped query for all sums, one more for each quantile or per-unit metric."""
    rows = source.rows(asked)
    every = {metric.name: parts(metric, rows.column) for metric in metrics}
    plain = _plain(metrics, every)
    found = source.store.read(summaries.sums(rows, asked, _columns(plain, every), by, buckets))
    keys = (*(("bucket",) if buckets else ()), *(f"d{place}" for place in range(len(by))))
    statistics = {metric.name: _own(found, keys, f"m{place}") for place, metric in enumerate(plain)}
    for metric in metrics:
        if metric not in plain:
            statistics[metric.name] = _special(source, asked, metric, by, buckets)
    return Summary(keys, found.select("side", *keys, "rows"), statistics, every)


def screened(source: Source, asked: TraceFilter, metrics: Sequence[Metric], each: Sequence[str]) -> Summary:
    """Return sums by every dimension apart in one query, with the keys `level` and `value`; quantiles and per-unit metrics are left out."""
    rows = source.rows(asked)
    every = {metric.name: parts(metric, rows.column) for metric in metrics}
    plain = _plain(metrics, every)
    found = source.store.read(summaries.sums_each(rows, asked, _columns(plain, every), each))
    keys = ("level", "value")
    statistics = {metric.name: _own(found, keys, f"m{place}") for place, metric in enumerate(plain)}
    return Summary(keys, found.select("side", *keys, "rows"), statistics, every)


def _plain(metrics: Sequence[Metric], every: Mapping[str, Parts]) -> list[Metric]:
    return [metric for metric in metrics if not metric.per and isinstance(every[metric.name], SumParts)]


def _columns(plain: Sequence[Metric], every: Mapping[str, Parts]) -> dict[str, SumParts]:
    found = {f"m{place}": every[metric.name] for place, metric in enumerate(plain)}
    return {name: part for name, part in found.items() if isinstance(part, SumParts)}


def _own(found: pl.DataFrame, keys: Sequence[str], name: str) -> pl.DataFrame:
    own = {
        column: column.removeprefix(f"{name}_") for column in found.columns if column.startswith(f"{name}_")
    }
    return found.select("side", *keys, *own).rename(own)


def _special(
    source: Source, asked: TraceFilter, metric: Metric, by: Sequence[str], buckets: Buckets | None
) -> pl.DataFrame:
    # A relation of its own: only the tables that this metric names are joined.
    rows = source.rows(asked)
    part = parts(metric, rows.column)
    if isinstance(part, BinParts):
        return source.store.read(summaries.bins(rows, asked, part, by, buckets))
    unit = part.unit if isinstance(part, DistinctParts) else metric.per or ""
    return source.store.read(summaries.units(rows, asked, part, unit, by, buckets))


def _added(frame: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    kept = ["side", *keys, *(["bin"] if "bin" in frame.columns else [])]
    values = [
        name
        for name in frame.columns
        if name not in kept and name not in {"bucket", "level"} and name[:1] != "d"
    ]
    return frame.group_by(kept, maintain_order=True).agg(pl.col(values).sum())


def _pool(frame: pl.DataFrame, keys: Sequence[str], small: pl.DataFrame) -> pl.DataFrame:
    dimensions = [key for key in keys if key != "bucket"]
    marked = frame.join(small, on=dimensions, how="left", nulls_equal=True)
    rest = [
        pl.when(pl.col("small").fill_null(value=False)).then(pl.lit(REST)).otherwise(pl.col(key)).alias(key)
        for key in dimensions
    ]
    return _added(marked.with_columns(rest).drop("small"), keys)
