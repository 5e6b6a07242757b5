"""The chart of a segment: its course in the middle of its buckets, the onset as a band, changes as lines in the viewer's time."""

from dataclasses import replace
from datetime import datetime, timedelta

import plotly.graph_objects as go
import pytest

from tidegauge.charts._scope_labels import LABELS
from tidegauge.charts._scope_marks import Drawn
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.scope_chart import scope_figure
from tidegauge.reports._onset import Onset
from tidegauge.reports._records import Point
from tidegauge.reports._scope.records import Change

START = datetime(2026, 11, 14, 10)
HOUR = timedelta(hours=1)
COLOURS = ChartColours("#B3261E", "#A9B4BF", "#5F6B78", "#5F6B78", "#DDE3E9")
HOSTILE = "<b>x</b> $y$ & [link](http://evil.test)"


def drawn(*changes: Change, onset: Onset | None = None, name: str = "geo = BR") -> Drawn:
    values = [0.01] * 24 + [0.7] * 24
    points = tuple(
        Point(START + HOUR * place, value, 40, value * 0.8, min(1.0, value * 1.2))
        for place, value in enumerate(values)
    )
    rest = tuple(Point(one.at, 0.01, 400) for one in points)
    return Drawn(name, points, rest, onset, changes, "share", "USD", "Europe/Berlin")


def test_plotly_takes_it_and_points_stand_in_the_middle_of_their_hour() -> None:
    spec = scope_figure(drawn(), COLOURS)
    go.Figure(spec)
    line = spec["data"][-1]
    assert line["x"][0] == "2026-11-14 11:30:00"  # 10:00 UTC is 11:00 in Berlin
    assert line["y"][:2] == [1.0, 1.0]
    assert max(line["y"]) == 70.0
    assert [one["name"] for one in spec["data"] if "name" in one] == ["rest of traffic", "geo = BR"]


def test_the_onset_is_a_band_with_its_uncertainty_in_words() -> None:
    at = START + 24 * HOUR
    spec = scope_figure(drawn(onset=Onset(at, at - HOUR / 4, at + HOUR / 4, rising=True)), COLOURS)
    (band,) = [one for one in spec["layout"]["shapes"] if one["type"] == "rect"]
    assert (band["x0"], band["x1"]) == ("2026-11-15 10:45:00", "2026-11-15 11:15:00")
    assert spec["layout"]["annotations"][-1]["text"] == "onset 11:00 ± 15 min"


def test_only_the_changes_nearest_to_the_onset_are_named() -> None:
    changes = [Change(START + HOUR * place, "deploy", "app", None, f"v{place}") for place in range(6)]
    at = START + 5 * HOUR
    spec = scope_figure(drawn(*changes, onset=Onset(at, at, at, rising=True)), COLOURS)
    names = [one["text"] for one in spec["layout"]["annotations"][:-1]]
    assert names == ["app v3", "app v4", "app v5"]
    assert len(names) == LABELS
    assert len([one for one in spec["layout"]["shapes"] if one["line"].get("dash") == "dot"]) == len(changes)


def test_names_from_the_data_are_not_obeyed() -> None:
    change = Change(START, "deploy", HOSTILE, None, "v1")
    spec = scope_figure(drawn(change, name=HOSTILE), COLOURS)
    texts = [spec["data"][-1]["name"], *(one["text"] for one in spec["layout"]["annotations"])]
    assert not any("<b>" in text or "$y$" in text for text in texts)


def test_wide_intervals_are_not_drawn() -> None:
    shown = drawn()
    wide = tuple(Point(one.at, one.value, 3, 0.0, 1.0) for one in shown.points)
    spec = scope_figure(Drawn("x", wide, (), None, (), "share", "USD", "UTC"), COLOURS)
    assert len(spec["data"]) == 1
    assert set(spec["data"][0]["marker"]["symbol"]) == {"circle-open"}


def test_names_that_would_meet_stand_in_rows_of_their_own() -> None:
    close = [
        Change(START + HOUR * 10 + HOUR * place / 9, "deploy", "gateway", None, f"v{place}")
        for place in range(3)
    ]
    wide = [Change(START + HOUR * 14 * place, "deploy", "gw", None, f"v{place}") for place in range(3)]
    for changes, rows in ((close, 3), (wide, 1)):
        labels = scope_figure(drawn(*changes), COLOURS)["layout"]["annotations"]
        assert len({one["y"] for one in labels}) == rows


@pytest.mark.parametrize(
    ("hour", "rising"), [(24, True), (24, False), (2, True), (2, False), (46, True), (46, False)]
)
def test_the_onsets_words_stand_where_the_course_is_not(hour: int, *, rising: bool) -> None:
    at = START + HOUR * hour
    shown = drawn(onset=Onset(at, at, at, rising=rising))
    step = tuple(
        Point(one.at, 0.7 if (place >= hour) is rising else 0.01, 40, 0.0, 1.0)
        for place, one in enumerate(shown.points)
    )
    words = scope_figure(replace(shown, points=step), COLOURS)["layout"]["annotations"][-1]
    beside = step[hour - 1].value if words["xanchor"] == "right" else step[hour].value
    # The value there is at the other end of the axis, which goes from 0% to 70%.
    assert (words["y"] > 0.5) is (beside < 0.35)
