import json
from datetime import datetime, timedelta

from tidegauge.charts.colours import ChartColours
from tidegauge.charts.trend import trend_spec
from tidegauge.reports._records import ChangeMark, Point, Trend

START = datetime(2026, 11, 14, 9)
COLOURS = ChartColours("#111111", "#222222", "#333333", "#444444", "#555555")


def _trend(**changed: object) -> Trend:
    points = tuple(Point(START + timedelta(hours=4 * step), 0.01 * step, 100) for step in range(12))
    fields = {
        "metric": "error_rate",
        "label": "Error rate",
        "unit": "share",
        "grain": "4 hours",
        "current": points,
    }
    return Trend(**{**fields, **changed})  # type: ignore[arg-type]


def test_values_are_percent_and_times_the_viewer_s_clock() -> None:
    frame = trend_spec(_trend(), COLOURS, "Europe/Berlin")["dataset"]["source"]
    assert frame["Error rate"].to_list()[:3] == [0.0, 1.0, 2.0]
    assert frame["time"][0] == datetime(2026, 11, 14, 10)
    assert frame.columns == ["time", "Error rate", "n"]


def test_the_comparison_is_dashed_and_under_the_line() -> None:
    spec = trend_spec(_trend(reference=(Point(START, 0.02, 90), Point(START, float("nan"), 0))), COLOURS)
    assert [line["name"] for line in spec["series"]] == ["comparison", "Error rate"]
    assert spec["series"][0]["lineStyle"] == {"color": "#222222", "width": 1.2, "type": "dashed"}


def test_marks_carry_their_text_as_data_not_as_a_template() -> None:
    mark = ChangeMark(START + timedelta(days=1), "prompt", "{a|<b>}")
    (line,) = trend_spec(_trend(changes=(mark,)), COLOURS, "UTC")["series"]
    (drawn,) = line["markLine"]["data"]
    assert (drawn["name"], drawn["xAxis"]) == ("{a|<b>}", "2026-11-15T09:00:00")
    assert drawn["label"]["formatter"] == "{b}"


def test_all_but_the_frame_is_json() -> None:
    spec = trend_spec(_trend(), COLOURS)
    del spec["dataset"]
    assert json.loads(json.dumps(spec))["animation"] is False
