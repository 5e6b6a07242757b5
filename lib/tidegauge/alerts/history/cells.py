"""The sums of a summary as arrays by window and segment."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tidegauge.alerts.history.exceeded import exceeded
from tidegauge.alerts.history.grid import Grid
from tidegauge.alerts.history.records import Bins
from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import BinParts, DistinctParts, Parts
from tidegauge.reports._summary import Summary
from tidegauge.stats.alerting.sums import Sums
from tidegauge.stats.estimate import Floats

NAMES = ("n", "sa", "sb", "saa", "sab", "sbb")
ENOUGH = 14
"""Days of a baseline from which on the days of the week are told apart."""

Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Cells:
    """Sums by flat place (window times segments plus segment). `is_whole` says that no row was left out."""

    kind: str
    size: int
    rows: Floats
    sums: dict[str, Floats]
    bins: Bins | None
    is_whole: bool


def kind_of(metric: Metric, part: Parts) -> str:
    """Return how a metric is judged: rate, mean (ratios too), total, quantile or calibration."""
    if isinstance(part, DistinctParts):
        return "mean" if part.numerator is not None else "total"
    if metric.per and metric.kind == "total":
        return "mean"
    return "mean" if metric.kind == "ratio" else metric.kind


def cells_of(summary: Summary, metric: Metric, grid: Grid, segments: pl.DataFrame) -> Cells:
    """Return the sums of a metric in the windows of a grid; `segments` has the keys and the number `segment`."""
    size = grid.numbers.size * segments.height
    totals = _placed(summary.totals, grid, segments)
    rows = _dense(totals, "rows", size)
    is_whole = bool(totals["rows"].sum() == summary.totals["rows"].sum())
    part = summary.parts[metric.name]
    kind, prefix = kind_of(metric, part), summary.prefixes.get(metric.name)
    if prefix is not None:
        sums = {
            name: _dense(totals, f"{prefix}_{name}", size)
            for name in NAMES
            if f"{prefix}_{name}" in totals.columns
        }
        return Cells(kind, size, rows, sums, None, is_whole)
    other = _placed(summary.others[metric.name], grid, segments)
    if not isinstance(part, BinParts):
        sums = {name: _dense(other, name, size) for name in NAMES if name in other.columns}
        return Cells(kind, size, rows, sums, None, is_whole)
    bins = _bins(other)
    level = part.level if part.level is not None else 0.5
    n, above = exceeded(bins, level, (grid.numbers.size, segments.height), grid.usual)
    return Cells(kind, size, rows, {"n": n.ravel(), "sa": above.ravel()}, bins, is_whole)


def sums_of(cells: Cells, shape: tuple[int, int], grid: Grid, rows: Floats) -> Sums:
    """Return the sums that a metric is judged by, shape (windows, segments)."""
    found = {name: one.reshape(shape) for name, one in cells.sums.items()}
    if cells.kind == "total":
        return _of_total(found, grid, rows)
    n, a = found["n"], found["sa"]
    if "sb" in found:
        return Sums(n, a, found["sb"], found["saa"], found["sab"], found["sbb"])
    return Sums(n, a, n, found.get("saa", a), a, n)


def _of_total(found: dict[str, Floats], grid: Grid, rows: Floats) -> Sums:
    weight = np.broadcast_to(_weekdays(grid, rows)[:, None], found["sa"].shape)
    return Sums(found["n"], found["sa"], weight, found.get("saa", found["sa"]), found["sa"], weight)


def _weekdays(grid: Grid, rows: Floats) -> Floats:
    """Return how much traffic the day of each window has beside others, 1 on average, as the baseline has it."""
    day, usual = grid.weekday, grid.usual
    if (usual.size * grid.width).days < ENOUGH:
        return np.ones(day.size)
    calls = np.bincount(day[usual], weights=rows[usual].sum(axis=1), minlength=7)
    windows = np.bincount(day[usual], minlength=7)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = calls / windows / (calls.sum() / windows.sum())
    return np.asarray(np.where(np.isfinite(mean) & (mean > 0), mean, 1.0)[day])


def _placed(frame: pl.DataFrame, grid: Grid, segments: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a frame that lie on the grid, with their `window` and `segment`."""
    keys = [name for name in segments.columns if name != "segment"]
    joined = (
        frame.join(segments, on=keys, how="inner", nulls_equal=True)
        if keys
        else frame.with_columns(segment=pl.lit(0, dtype=pl.Int64))
    )
    window, there = grid.places(joined["bucket"].to_numpy().astype(np.int64))
    return joined.with_columns(
        window=pl.Series(window), height=pl.lit(segments.height, dtype=pl.Int64)
    ).filter(pl.Series(there))


def _flat(frame: pl.DataFrame) -> Places:
    return np.asarray((frame["window"] * frame["height"] + frame["segment"]).to_numpy(), dtype=np.int64)


def _dense(frame: pl.DataFrame, name: str, size: int) -> Floats:
    weights = frame[name].cast(pl.Float64).fill_null(0).to_numpy()
    return np.bincount(_flat(frame), weights=weights, minlength=size).astype(np.float64)


def _bins(frame: pl.DataFrame) -> Bins:
    columns = (frame[name].to_numpy() for name in ("window", "segment", "bin"))
    window, segment, bin_ = (one.astype(np.int64) for one in columns)
    # Of a calibration the sums of prediction and label stand in place of the ends.
    low, high = ("low", "high") if "low" in frame.columns else ("w0", "w1")
    n, least, most = (frame[name].cast(pl.Float64).to_numpy() for name in ("n", low, high))
    return Bins(window, segment, bin_, n, least, most)
