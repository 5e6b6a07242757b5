"""Log buckets: every number lies between the edges of its bucket."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tidegauge.metrics.bins import bucket_high, bucket_low, bucket_of


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300))
def test_a_number_lies_in_its_bucket(number: float) -> None:
    if 0 < abs(number) < 1e-300:
        return
    bucket = bucket_of([number])
    low, high = bucket_low(bucket)[0], bucket_high(bucket)[0]
    slack = abs(number) * 1e-9
    assert low - slack <= number <= high + slack
    assert high - low <= 0.0201 * abs(number)


def test_edges_of_neighbours_meet() -> None:
    for first in (-200, 0, 500, -100_300, -99_800):
        buckets = np.arange(first, first + 20)
        np.testing.assert_allclose(bucket_high(buckets[:-1]), bucket_low(buckets[1:]), rtol=1e-12)
