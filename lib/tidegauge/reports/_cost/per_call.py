"""The control chart of the cost of a call: recorded or priced money, by day, against a frozen baseline."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import polars as pl

from tidegauge.filters import TraceFilter, Window
from tidegauge.metrics.metric import Metric
from tidegauge.queries.changes import changes_in
from tidegauge.queries.sides import EPOCH
from tidegauge.reports._control.chart import Plan, charts
from tidegauge.reports._control.frozen import first_days, reach, stages
from tidegauge.reports._control.points import Grid, Points, grid_of
from tidegauge.reports._control.records import ControlChart
from tidegauge.reports._control.span import recorded_window, span_of
from tidegauge.reports._cost.money import STEP, money_over_time
from tidegauge.reports._cost.read import priced_models
from tidegauge.reports._series import marks
from tidegauge.reports.source import Source
from tidegauge.settings_cost import CostTable
from tidegauge.stats.spc._records import Kind, Subgroups
from tidegauge.stats.spc.rule import DEFAULT
from tidegauge.workbench.baselines import RecordedBaseline

COST_PER_CALL = Metric(
    "cost_per_call", "Cost per call", "mean(cost_usd)", "usd", "lower", "mean", 0.05, floor_relative=True
)
"""Named as the metric of recorded cost, so that a baseline that was frozen for it holds here."""


def per_call_chart(
    source: Source,
    asked: TraceFilter,
    table: CostTable,
    recorded: Sequence[RecordedBaseline] = (),
    currency: str = "USD",
) -> ControlChart | None:
    """Return the chart; None where not one day, or hour, of the window is complete or has a known cost."""
    catalog = source.store.catalog()
    if catalog.first is None or catalog.newest is None:
        return None
    whole = recorded_window(Window(catalog.first, catalog.newest + timedelta(microseconds=1)), asked)
    frozen = stages(recorded, asked, COST_PER_CALL, first_days(whole, asked.time_zone))
    span = span_of(asked, reach(frozen), whole)
    if span is None:
        return None
    read, grid = span.filter(asked), grid_of(span)
    frame = money_over_time(source, read, priced_models(source, read, table))
    points = _points(frame, grid)
    window = span.window(asked)
    if not np.isfinite(points.groups.value[grid.at(window)]).any():
        return None
    changes = marks(source.store.read(changes_in(catalog, span.drawn)))
    plan = Plan(None, DEFAULT, window, asked.minimum_n, changes, currency)
    (found,) = charts([points], {COST_PER_CALL.name: frozen}, plan, {})
    return found


def _points(frame: pl.DataFrame, grid: Grid) -> Points:
    """Return the subgroups: quarters of an hour put together to the points of the grid."""
    at = np.datetime64(EPOCH, "us") + np.timedelta64(STEP) * frame["bucket"].to_numpy()
    places = _placed(at, grid)
    inside = places >= 0
    columns = {name: np.zeros(len(grid)) for name in ("n", "unknown", "money", "squares")}
    for name, array in columns.items():
        np.add.at(array, places[inside], frame[name].to_numpy().astype(np.float64)[inside])
    known = columns["n"] - columns["unknown"]
    groups = Subgroups(Kind.MEAN, known, columns["money"], columns["squares"], grid.phase)
    return Points(COST_PER_CALL, {}, grid, groups, known, columns["n"])


def _placed(at: np.ndarray, grid: Grid) -> np.ndarray:
    """Return the point that each moment is in, −1 for those between points."""
    places = np.searchsorted(grid.starts, at, "right") - 1
    within = (places >= 0) & (at < grid.ends[np.maximum(places, 0)])
    return np.where(within, places, -1)
