"""Stacked bars of spend: the axis holds the stack, names are apart, and a value called time is not the time."""

from datetime import datetime, timedelta

from tidegauge.charts.colours import ChartColours
from tidegauge.charts.spend_bars import spend_bars_spec
from tidegauge.reports._cost.records import SpendSeries, SpendTrend

LOOK = ChartColours("#000", "#111", "#222", "#333", "#444")
AT = tuple(datetime(2026, 11, 1) + timedelta(days=day) for day in range(3))


def _spec(*names: str):
    series = tuple(SpendSeries(name, (1.0, 2.0, 30.0), (0, 0, 0)) for name in names)
    return spend_bars_spec(
        SpendTrend("daily points", AT, series), LOOK, ["#000"] * len(names), "Europe/Berlin"
    )


def test_the_axis_holds_the_whole_stack() -> None:
    assert _spec("a", "b", "c")["yAxis"]["max"] >= 90


def test_series_have_names_of_their_own() -> None:
    spec = _spec("time", "x" * 100, "x" * 101)
    names = [one["name"] for one in spec["series"]]
    assert len(set(names)) == 3
    assert "time" not in names
    assert spec["dataset"]["source"].columns == ["time", *names]


def test_times_are_the_viewers() -> None:
    assert _spec("a")["dataset"]["source"]["time"][0] == datetime(2026, 11, 1, 1)
