"""The chart of a back-test: the viewer's clock, marks that can be told without colour, text that stays text."""

from datetime import datetime, timedelta
from math import nan

from tidegauge.charts.backtest_chart import BacktestDrawn, FiringMark, KnownSpan, backtest_figure
from tidegauge.charts.colours import ChartColours

START = datetime(2026, 10, 25)
COLOURS = ChartColours("#0072B2", "#A9B4BF", "#5F6B78", "#5F6B78", "#DDE3E9")
RED = "#B3261E"


def _drawn(**more: object) -> BacktestDrawn:
    at = [START + timedelta(hours=4) * number for number in range(6)]
    value = [0.02, 0.021, nan, 0.3, 0.31, 0.02]
    given: dict[str, object] = {
        "at": at,
        "value": value,
        "reference": [0.02] * 6,
        "low": [one - 0.01 for one in value],
        "high": [one + 0.01 for one in value],
        "firings": [
            FiringMark(at[4], "P1 geo = <b>BR</b> $x$", is_false=False),
            FiringMark(at[5], "P3 all calls", is_false=True),
        ],
        "known": [
            KnownSpan("INC-1", at[3], at[4]),
            KnownSpan("<i>open</i>", at[5], None),
            KnownSpan("INC-0", START - timedelta(days=9), at[0]),
        ],
        "unit": "share",
        "label": "Error rate",
        "zone": "Europe/Berlin",
    }
    return BacktestDrawn(**{**given, **more})  # type: ignore[arg-type]


def test_times_are_the_viewer_s_clock_across_the_change_of_the_hour() -> None:
    figure = backtest_figure(_drawn(), COLOURS, RED)
    line = next(one for one in figure["data"] if one.get("name") == "Error rate")
    # Berlin goes from +2 to +1 hours at 01:00 UTC of that day.
    assert line["x"][:2] == ["2026-10-25 02:00:00", "2026-10-25 05:00:00"]
    assert figure["layout"]["xaxis"]["range"] == ["2026-10-25 02:00:00", "2026-10-25 21:00:00"]


def test_values_are_in_the_axis_own_unit_and_what_is_missing_is_a_gap() -> None:
    line = next(
        one for one in backtest_figure(_drawn(), COLOURS, RED)["data"] if one.get("name") == "Error rate"
    )
    assert [None if one is None else round(one, 6) for one in line["y"]] == [2, 2.1, None, 30, 31, 2]
    assert line["connectgaps"] is False


def test_firings_carry_their_place_and_false_ones_are_hollow() -> None:
    marks = next(one for one in backtest_figure(_drawn(), COLOURS, RED)["data"] if "customdata" in one)
    assert marks["customdata"] == [0, 1]
    assert marks["marker"]["symbol"] == ["triangle-down", "triangle-down-open"]
    assert [
        one for one in backtest_figure(_drawn(firings=[]), COLOURS, RED)["data"] if "customdata" in one
    ] == []


def test_known_incidents_are_shaded_within_the_chart() -> None:
    shapes = backtest_figure(_drawn(), COLOURS, RED)["layout"]["shapes"]
    ends = [(one["x0"], one["x1"]) for one in shapes]
    assert ends == [
        ("2026-10-25 13:00:00", "2026-10-25 17:00:00"),
        ("2026-10-25 21:00:00", "2026-10-25 21:00:00"),
        ("2026-10-25 02:00:00", "2026-10-25 02:00:00"),
    ]


def test_text_of_the_data_is_switched_off() -> None:
    figure = backtest_figure(_drawn(), COLOURS, RED)
    marks = next(one for one in figure["data"] if "customdata" in one)
    assert "&lt;b&gt;BR" in marks["hovertext"][0]
    assert "$" not in marks["hovertext"][0]
    assert figure["layout"]["annotations"][1]["text"] == "&lt;i&gt;open&lt;/i&gt;"


def test_wide_intervals_are_left_out() -> None:
    wide = _drawn(low=[0.0] * 6, high=[1.0] * 6)
    assert len(backtest_figure(_drawn(), COLOURS, RED)["data"]) == 5
    assert len(backtest_figure(wide, COLOURS, RED)["data"]) == 3


def test_a_window_between_two_gaps_has_a_mark() -> None:
    drawn = _drawn(value=[0.02, 0.03, nan, 0.3, nan, 0.02])
    line = next(
        one for one in backtest_figure(drawn, COLOURS, RED)["data"] if one.get("name") == "Error rate"
    )
    assert [size > 0 for size in line["marker"]["size"]] == [False, False, False, True, False, True]
