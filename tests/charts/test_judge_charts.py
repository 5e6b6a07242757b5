"""The Judge page's charts: lines that end with their judge, bars, counts, limits and the diagonal."""

from datetime import datetime, timedelta

import pytest

from tidegauge.charts.colours import ChartColours
from tidegauge.charts.judge_anchors import anchors_spec
from tidegauge.charts.judge_bars import judge_bars_spec
from tidegauge.charts.judge_confusion import confusion_spec
from tidegauge.charts.judge_lines import MOST, judge_lines_spec
from tidegauge.charts.judge_reliability import reliability_spec
from tidegauge.reports._judge.records import (
    AnchorPoint,
    Bar,
    Confusion,
    JudgeLine,
    Reliability,
    ReliabilityBin,
    RulerChange,
)
from tidegauge.reports._judge.words import change_label
from tidegauge.reports._records import Measure, Point

LOOK = ChartColours("#00f", "#aaa", "#555", "#333", "#eee")
START = datetime(2026, 11, 1)
AXIS = (1.0, 5.0, 1.0, "{value}")


def points(first: int, n: int) -> tuple[Point, ...]:
    return tuple(Point(START + timedelta(days=first + day), 4.0, 50, 3.9, 4.1) for day in range(n))


def test_a_line_has_no_value_where_its_judge_is_silent() -> None:
    lines = (JudgeLine("r3", points(0, 3)), JudgeLine("r4", points(4, 2)))
    spec = judge_lines_spec(lines, (), ("#111", "#222"), LOOK, AXIS)
    frame = spec["dataset"]["source"]
    assert frame["r3"].to_list() == [4.0, 4.0, 4.0, None, None]
    assert frame["r4"].to_list() == [None, None, None, 4.0, 4.0]
    assert [one["connectNulls"] for one in spec["series"]] == [False, False]


def test_the_band_is_the_interval_in_percent() -> None:
    line = (
        JudgeLine(
            "r3", (Point(START, 0.8, 50, 0.7, 0.9), Point(START + timedelta(days=1), 0.8, 50, 0.7, 0.9))
        ),
    )
    frame = judge_lines_spec(line, (), ("#111",), LOOK, (0.0, 100.0, 25.0, "{value}%"), band=True)["dataset"][
        "source"
    ]
    assert frame["low 0"].to_list() == pytest.approx([70, 70])
    assert frame["span 0"].to_list() == pytest.approx([20, 20])


def test_judges_of_one_short_name_keep_a_column_each_and_only_six_are_drawn() -> None:
    lines = tuple(JudgeLine("a" * 40 + str(number), points(0, 2)) for number in range(MOST + 2))
    spec = judge_lines_spec(lines, (), ("#111",), LOOK, AXIS)
    names = [one["name"] for one in spec["series"]]
    assert len(names) == len(set(names)) == MOST


@pytest.mark.parametrize(("day", "side"), [(0, "left"), (5, "center"), (10, "right")])
def test_a_changes_name_stands_where_there_is_room(day: int, side: str) -> None:
    change = RulerChange(START + timedelta(days=day), "judge r3", "judge r4")
    spec = judge_lines_spec((JudgeLine("r3", points(0, 11)),), (change,), ("#111",), LOOK, AXIS)
    (mark,) = spec["series"][-1]["markLine"]["data"]
    assert mark["label"]["align"] == side
    assert mark["name"] == "judge r3 to r4"


def test_a_change_between_long_names_is_named_without_them() -> None:
    assert change_label(RulerChange(START, "alpha " * 20, "beta " * 20)) == "judge changed"


def test_bars_are_shares_in_percent_and_end_above_the_largest() -> None:
    spec = judge_bars_spec((Bar(1, 0.25, 0.5, 10), Bar(2, 0.75, 0.5, 30)), LOOK, names=("before", "now"))
    assert spec["dataset"]["source"]["now"].to_list() == [25.0, 75.0]
    assert spec["yAxis"]["max"] >= 75
    assert len(judge_bars_spec((Bar(1, 1.0, None, 10),), LOOK, names=("before", "now"))["series"]) == 1


def test_the_cells_of_the_confusion_stand_row_by_row() -> None:
    spec = confusion_spec(
        Confusion(("fail", "pass"), ((5, 1), (0, 9))), LOOK, shades=("#fff", "#00f"), on_dark="#000"
    )
    cells = spec["series"][0]["data"]
    assert [cell["value"] for cell in cells] == [[0, 0, 5], [1, 0, 1], [0, 1, 0], [1, 1, 9]]
    assert [cell["name"] for cell in cells] == ["5", "1", "", "9"]


def test_points_beyond_limits_are_dots() -> None:
    days = [AnchorPoint(START, "r3", 4.0, 150, 4.1, 4.0, 4.2, outside=False)]
    days.append(AnchorPoint(START + timedelta(days=1), "r4", 3.6, 150, 4.1, 4.0, 4.2, outside=True))
    spec = anchors_spec(days, (), ("#111",), LOOK, AXIS, worse="#f00")
    assert spec["dataset"]["source"]["outside"].to_list() == [None, 3.6]


def test_the_reliability_diagram_has_its_diagonal() -> None:
    found = Reliability(Measure(0.1, 0.0, 0.2, 90), 0.2, (ReliabilityBin(0.25, Measure(0.3, 0.2, 0.4, 90)),))
    spec = reliability_spec(found, LOOK)
    assert spec["series"][0]["data"] == [[0, 0], [100, 100]]
    assert spec["dataset"]["source"]["happened"].to_list() == pytest.approx([30])
