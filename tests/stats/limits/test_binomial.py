"""A share of a finished sample: scipy's exact interval and test."""

import pytest
from scipy import stats

from tidegauge.stats.limits.binomial import share_below


@pytest.mark.parametrize(("k", "n"), [(0, 10), (10, 10), (98, 100), (80, 100), (1, 1)])
def test_it_is_scipys_exact_interval_and_test(k: int, n: int) -> None:
    found, exact = share_below(k, n, 0.95), stats.binomtest(k, n, 0.95, alternative="less")
    ends = stats.binomtest(k, n).proportion_ci(0.95, method="exact")
    assert (0.95 - found.high, 0.95 - found.low) == pytest.approx((ends.low, ends.high))
    assert found.p_value == pytest.approx(exact.pvalue)


def test_seventy_two_of_seventy_two_are_the_fewest_that_show_95_percent() -> None:
    assert share_below(72, 72, 0.95).within
    assert not share_below(71, 71, 0.95).within
