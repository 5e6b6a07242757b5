"""Both distributions over the same bins. The authority on what is a figure is Plotly's own validation."""

import json
from dataclasses import replace
from math import nan

import plotly.graph_objects as go
import pytest

from tests import drift_rows
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.distribution import distribution_spec

COLOURS = ChartColours("#0072B2", "#A9B4BF", "#5F6B78", "#5F6B78", "#DDE3E9")


def test_it_is_a_figure_and_valid_json() -> None:
    for shown in (drift_rows.numbers(), drift_rows.uneven()):
        spec = distribution_spec(shown, COLOURS)
        assert len(go.Figure(spec).data) == 3
        assert json.dumps(spec, allow_nan=False)


def test_bars_step_and_difference_say_the_same_shares() -> None:
    shown = drift_rows.numbers(bins=8)
    before, now, moved = distribution_spec(shown, COLOURS, ("March", "June"))["data"]
    assert (before["name"], now["name"]) == ("March", "June")
    assert before["y"] == pytest.approx([one * 100 for one in shown.reference])
    assert now["y"][1:-1] == pytest.approx([one * 100 for one in shown.current])
    assert moved["y"] == pytest.approx(
        [now - old for now, old in zip(now["y"][1:-1], before["y"], strict=True)]
    )
    assert sum(before["y"]) == pytest.approx(100)


def test_the_outline_is_closed_and_spans_the_bars() -> None:
    shown = drift_rows.numbers(bins=8)
    before, now, _ = distribution_spec(shown, COLOURS)["data"]
    assert (now["y"][0], now["y"][-1]) == (0, 0)
    assert now["x"][1] == pytest.approx(before["x"][0] - before["width"][0] / 2)
    assert now["x"][-1] == pytest.approx(before["x"][-1] + before["width"][-1] / 2)


def test_the_axes_hold_everything() -> None:
    spec = distribution_spec(drift_rows.uneven(), COLOURS)
    top = spec["layout"]["yaxis"]["range"][1]
    low, high = spec["layout"]["yaxis2"]["range"]
    assert max(spec["data"][0]["y"] + spec["data"][1]["y"]) <= top
    assert low <= min(spec["data"][2]["y"]) <= max(spec["data"][2]["y"]) <= high


def test_without_a_reference_there_is_the_current_window_alone() -> None:
    for reference in ((), (nan,) * 40):
        spec = distribution_spec(replace(drift_rows.numbers(), reference=reference), COLOURS)
        (only,) = go.Figure(spec).data
        assert only.fill == "tozeroy"
        assert json.dumps(spec, allow_nan=False)


def test_too_few_rows_are_drawn_hollow() -> None:
    before = distribution_spec(drift_rows.numbers(), COLOURS, hollow=True)["data"][0]
    assert before["marker"]["line"]["width"] == 1


def test_no_text_of_the_data_is_obeyed() -> None:
    shown = drift_rows.numbers(unit=drift_rows.HOSTILE, bins=4)
    text = json.dumps(distribution_spec(shown, COLOURS, (drift_rows.HOSTILE, "now")))
    assert "<script" not in text
    assert "<b>" not in text
    assert "&lt;b&gt;" in text
