"""Axes of control charts: nothing drawn lies outside, few steps, and zero where it belongs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegauge.charts.control_axis import control_axis, ticks


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=20))
def test_everything_lies_between_the_ends(values: list[float]) -> None:
    scale = control_axis(values, "")
    reach = max(map(abs, values)) / scale.divisor
    assert scale.low <= min(values) / scale.divisor + 1e-6 * reach
    assert scale.high >= max(values) / scale.divisor - 1e-6 * reach
    assert scale.low < scale.high
    assert len(ticks(scale)) <= 8


@pytest.mark.parametrize(
    ("values", "low"), [([0.004, 0.05], 0.0), ([380, 400], 380), ([0.0], 0.0), ([float("nan")], 0.0)]
)
def test_where_the_axis_begins(values: list[float], low: float) -> None:
    assert control_axis(values, "share" if values[0] < 1 else "tokens").low == low
