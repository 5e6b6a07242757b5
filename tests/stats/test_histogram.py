"""Reading ranks off buckets: edges, gaps and signs, by hand."""

import numpy as np
import pytest

from tidegauge.stats.histogram import value_at


@pytest.mark.parametrize(
    ("rank", "low", "high", "counts", "value"),
    [
        (5, [0, 10], [10, 20], [10, 10], 5.0),
        (0, [1, 10], [10, 100], [4, 4], 1.0),
        (8, [1, 10], [10, 100], [4, 4], 100.0),
        (2, [1, 10], [10, 100], [4, 4], 10**0.5),
        (2, [-100, -10], [-10, -1], [4, 4], -(1000**0.5)),
        (5, [-10, 10], [10, 100], [10, 0], 0.0),
        (3, [1, 2, 50], [2, 4, 100], [2, 0, 2], 50 * 2**0.5),
        (4, [7], [7], [9], 7.0),
        (9.5, [1], [2], [9], np.nan),
        (-1, [1], [2], [9], np.nan),
        (np.nan, [1], [2], [9], np.nan),
        (0, [1], [2], [0], np.nan),
    ],
)
def test_value_at(rank, low, high, counts, value):
    assert value_at(rank, low, high, counts) == pytest.approx(value, nan_ok=True)
