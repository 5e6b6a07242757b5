import math

import pytest

from tidegauge.charts.axis import axis


@pytest.mark.parametrize(
    "values",
    [[0.0], [0.004], [0.0004, 0.02], [0.97], [1.0], [3.2, 4.9], [-0.2, 0.4], [12_345_678.0], [], [math.nan]],
)
@pytest.mark.parametrize("unit", ["share", "ms", "usd", "count", ""])
def test_every_value_lies_on_the_axis_in_at_most_four_steps(values: list[float], unit: str) -> None:
    found = axis(values, unit)
    assert found.low <= 0 <= found.high
    assert found.low < found.high
    assert all(
        found.low <= value / found.divisor <= found.high * (1 + 1e-9)
        for value in values
        if math.isfinite(value)
    )
    assert (found.high - found.low) / found.step <= 5
