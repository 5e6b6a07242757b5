"""Control charts as Plotly figures: limits, points by what they are, changes by name, and no markup from the data."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import plotly.graph_objects as go
import pytest

from tidegauge.charts.control_chart import LARGE, SMALL, ControlColours, control_figure
from tidegauge.filters import Window
from tidegauge.findings import Finding, Verdict
from tidegauge.reports._control.records import ControlChart, ControlPoint, Frozen, Origin, Stage, State
from tidegauge.reports._records import ChangeMark

START = datetime(2026, 9, 1)
COLOURS = ControlColours("#00f", "#f00", "#999", "#eef", "#eee", "#555", "#ddd", "#fff")


def point(number: int, value: float = 0.01, **more: Any) -> ControlPoint:
    at = START + timedelta(days=number)
    found = ControlPoint(at, value, 500, value, 0.01, 0.0, 0.02, is_baseline=number < 20, usual=0.01)
    return replace(found, **more)


def chart(points: tuple[ControlPoint, ...] | None = None, **more: Any) -> ControlChart:
    stage = Stage(Frozen(Window(START, START + timedelta(days=20)), Origin.FIRST), START, START, 20, None)
    found = ControlChart(
        metric="error_rate",
        label="Error rate",
        unit="share",
        segment={},
        hourly=False,
        method="p",
        method_label="p chart",
        why="",
        choices=(),
        points=points or tuple(point(number) for number in range(30)),
        stages=(stage,),
        turns=(),
        changes=(),
        run_length=140.0,
        state=State.WITHIN,
        since=None,
        finding=Finding(Verdict.NOT_MATERIAL, "control.p", "Error rate stays within its limits."),
        p_value=1.0,
    )
    return replace(found, **more)


def names(figure: dict[str, Any]) -> list[str]:
    return [trace["name"] for trace in figure["data"] if "name" in trace]


def texts(figure: dict[str, Any]) -> list[str]:
    return [note["text"] for note in figure["layout"]["annotations"]]


@pytest.mark.parametrize("size", [LARGE, SMALL])
def test_plotly_takes_the_figure(size: Any) -> None:
    go.Figure(control_figure(chart(), COLOURS, size=size))


def test_points_are_told_apart_by_shape_and_colour() -> None:
    points = (point(0), point(1, 0.05, rules=("one point beyond the limit",)), point(2, few=True))
    figure = control_figure(chart(points), COLOURS, minimum_n=500)
    assert names(figure) == ["within limits", "outside limits", "fewer than 500 calls"]
    out = next(trace for trace in figure["data"] if trace.get("name") == "outside limits")
    assert (out["marker"]["symbol"], out["marker"]["color"]) == ("diamond", ["#f00"])
    assert out["text"] == [
        "Wed 2 Sep<br>Error rate 5.0% · n 500<br>limits 0% to 2.0%<br>One point beyond the limit"
    ]


def test_values_are_drawn_in_the_unit_of_the_axis() -> None:
    figure = control_figure(chart(), COLOURS)
    inside = next(trace for trace in figure["data"] if trace.get("name") == "within limits")
    assert inside["y"][0] == pytest.approx(1.0)
    assert figure["layout"]["yaxis"]["ticktext"][0] == "0%"


def test_stages_leave_a_gap() -> None:
    points = tuple(point(number, stage=int(number > 24)) for number in range(30))
    lines = [trace for trace in control_figure(chart(points), COLOURS)["data"] if trace["mode"] == "lines"]
    shown = [
        trace for trace in lines if trace["line"]["color" if "color" in trace["line"] else "width"] == "#999"
    ]
    assert [len(trace["x"]) for trace in shown] == [25, 5]


def test_a_refused_stage_has_points_and_no_limits() -> None:
    nothing = {"centre": float("nan"), "lower": float("nan"), "upper": float("nan")}
    figure = control_figure(chart(tuple(point(number, **nothing) for number in range(14))), COLOURS)
    assert not [trace for trace in figure["data"] if trace.get("fill")]
    assert len(figure["data"]) == 3


def test_changes_that_lie_close_together_are_named_in_rows() -> None:
    changes = tuple(
        ChangeMark(START + timedelta(days=25 + number), "prompt", f"prompt v{number}") for number in range(3)
    )
    figure = control_figure(chart(changes=changes), COLOURS)
    rows = {note["text"]: note["yshift"] for note in figure["layout"]["annotations"] if "yshift" in note}
    assert [rows[f"prompt v{number}"] for number in range(3)] == [32, 16, 0]
    assert len([shape for shape in figure["layout"]["shapes"] if shape["type"] == "line"]) == 3


def test_since_when_stands_at_the_point() -> None:
    points = tuple(
        point(number, 0.05, rules=("one point beyond the limit",)) if number > 26 else point(number)
        for number in range(30)
    )
    figure = control_figure(chart(points, since=points[27].at), COLOURS)
    assert "since Mon 28 Sep: one point beyond the limit" in texts(figure)


def test_times_are_the_viewers_and_the_window_is_marked() -> None:
    points = tuple(point(number, in_window=number > 22) for number in range(30))
    figure = control_figure(chart(points), COLOURS, "Asia/Tokyo")
    inside = next(trace for trace in figure["data"] if trace.get("name") == "within limits")
    assert inside["x"][0] == "2026-09-01T09:00:00"
    assert "window" in texts(figure)


def test_text_from_the_data_is_no_markup() -> None:
    evil = "<a href='http://evil.test'>x</a>"
    changes = (ChangeMark(START + timedelta(days=26), "prompt", evil),)
    figure = control_figure(chart(changes=changes, label=evil), COLOURS)
    assert "<a" not in str(figure)


def test_panels_share_an_axis() -> None:
    shared = replace(SMALL, span=(0.0, 0.2))
    figure = control_figure(chart(), COLOURS, size=shared)
    assert figure["layout"]["yaxis"]["range"][1] >= 20
