"""A column over time: the viewer's clock, the onset with its interval, an axis that shows noise as noise."""

import json
from dataclasses import replace
from math import nan

import plotly.graph_objects as go
import pytest

from tests import drift_rows
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.onset_trend import FEWEST, onset_trend_spec
from tidegauge.reports._records import ChangeMark, Trend

COLOURS = ChartColours("#0072B2", "#A9B4BF", "#5F6B78", "#5F6B78", "#DDE3E9")


def test_it_is_a_figure_and_valid_json() -> None:
    for trend in (
        drift_rows.trend(),
        drift_rows.trend(5),
        drift_rows.trend(1),
        Trend("m", "M", "", "hour", ()),
    ):
        spec = onset_trend_spec(trend, drift_rows.ONSET, COLOURS, "Europe/Berlin")
        assert go.Figure(spec).data
        assert json.dumps(spec, allow_nan=False)


def test_times_are_the_viewers_clock_without_a_zone() -> None:
    spec = onset_trend_spec(drift_rows.trend(), drift_rows.ONSET, COLOURS, "Europe/Berlin")
    assert spec["data"][-1]["x"][0] == "2026-11-14 10:00:00"
    band, line = spec["layout"]["shapes"][-2:]
    assert (band["x0"], line["x0"], band["x1"]) == (
        "2026-11-18 22:00:00",
        "2026-11-19 02:00:00",
        "2026-11-19 06:00:00",
    )
    assert spec["layout"]["annotations"][0]["text"] == "onset ± 4 h"


def test_the_axis_begins_at_zero_unless_something_changed() -> None:
    quiet = onset_trend_spec(drift_rows.trend(), None, COLOURS)["layout"]["yaxis"]
    changed = onset_trend_spec(drift_rows.trend(), None, COLOURS, zoom=True)["layout"]["yaxis"]
    assert quiet["range"][0] == 0
    low, high = changed["range"]
    assert 250 < low < 318
    assert 412 < high < 500


def test_a_wide_interval_does_not_flatten_the_line() -> None:
    trend = drift_rows.trend()
    wide = replace(trend.current[3], low=-9000.0, high=9000.0)
    spec = onset_trend_spec(
        replace(trend, current=(*trend.current[:3], wide, *trend.current[4:])), None, COLOURS, zoom=True
    )
    assert spec["layout"]["yaxis"]["range"][1] < 500


@pytest.mark.parametrize(("points", "mode"), [(FEWEST - 1, "markers"), (FEWEST, "lines")])
def test_few_points_make_no_line(points: int, mode: str) -> None:
    spec = onset_trend_spec(drift_rows.trend(points), None, COLOURS)
    assert {one["mode"] for one in spec["data"] if one.get("name")} == {mode}


def test_a_gap_stays_a_gap() -> None:
    trend = drift_rows.trend()
    hole = replace(trend.current[3], value=nan, low=nan, high=nan)
    spec = onset_trend_spec(
        replace(trend, current=(*trend.current[:3], hole, *trend.current[4:])), None, COLOURS
    )
    assert spec["data"][-1]["y"][3] is None
    assert json.dumps(spec, allow_nan=False)


def test_a_recorded_change_is_named_and_not_obeyed() -> None:
    trend = replace(drift_rows.trend(), changes=(ChangeMark(drift_rows.AT, "prompt", drift_rows.HOSTILE),))
    spec = onset_trend_spec(trend, None, COLOURS)
    assert len(spec["layout"]["shapes"]) == 1
    assert "<" not in spec["layout"]["annotations"][0]["text"]
    assert "<script" not in json.dumps(spec)
