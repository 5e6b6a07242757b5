"""Categories as paired bars: what moved most first, the rest added up, no text obeyed."""

import json
from dataclasses import replace

import plotly.graph_objects as go
import pytest

from tests import drift_rows
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.paired_bars import MOST, paired_bars_height, paired_bars_spec, pairs

COLOURS = ChartColours("#0072B2", "#A9B4BF", "#5F6B78", "#5F6B78", "#DDE3E9")


def test_it_is_a_figure_and_valid_json() -> None:
    spec = paired_bars_spec(drift_rows.categories(), COLOURS)
    assert len(go.Figure(spec).data) == 3
    assert json.dumps(spec, allow_nan=False)


def test_what_moved_most_comes_first_and_nothing_is_lost() -> None:
    shown = drift_rows.categories(40)
    found = pairs(shown)
    assert found[0].label == "order status"
    assert len(found) == MOST + 1
    assert found[-1].label == "rest (28)"
    moved = [abs(one.moved) for one in found[:-1]]
    assert moved == sorted(moved, reverse=True)
    assert sum(one.current for one in found) == pytest.approx(sum(shown.current))
    assert sum(one.reference for one in found) == pytest.approx(sum(shown.reference))


def test_a_rest_that_the_report_counted_stays_last() -> None:
    shown = drift_rows.categories(MOST + 1)
    labels = (*shown.labels[1:], "27 other values")
    moved = replace(shown, labels=labels, current=(*shown.current[1:], shown.current[0]))
    assert pairs(moved)[-1].label == "27 other values"
    assert len(pairs(moved)) == MOST + 1


def test_few_values_have_no_rest() -> None:
    assert len(pairs(drift_rows.categories(6))) == 6
    assert paired_bars_height(drift_rows.categories(6)) < paired_bars_height(drift_rows.categories(60))
    assert paired_bars_height(drift_rows.categories(60)) == paired_bars_height(drift_rows.categories(600))


def test_values_that_look_the_same_once_cut_stay_apart() -> None:
    shown = replace(drift_rows.categories(6), labels=tuple(f"{'a' * 60}{place}" for place in range(6)))
    before = paired_bars_spec(shown, COLOURS)["data"][0]
    assert len(set(before["y"])) == 6


def test_without_a_reference_the_largest_come_first() -> None:
    spec = paired_bars_spec(replace(drift_rows.categories(), reference=()), COLOURS)
    (only,) = spec["data"]
    assert only["x"][0] == max(only["x"])
    assert json.dumps(spec, allow_nan=False)


def test_no_text_of_the_data_is_obeyed() -> None:
    text = json.dumps(paired_bars_spec(drift_rows.categories(), COLOURS))
    assert "<script" not in text
    assert "&lt;script" in text
