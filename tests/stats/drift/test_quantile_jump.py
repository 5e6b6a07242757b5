"""The largest jump of p10, p50 and p90 against numpy's quantiles."""

import numpy as np
import pytest

from tidegauge.stats.drift import quantile_jump
from tidegauge.stats.drift._pair import number_pair


def test_equals_numpys_quantiles():
    random = np.random.default_rng(1)
    before, now = random.lognormal(size=3_001), 1.1 * random.lognormal(size=2_000)
    q = [0.1, 0.5, 0.9]
    first, second = (np.quantile(values, q, method="inverted_cdf") for values in (before, now))
    found = quantile_jump.METHOD.exact(before, now)
    assert found.value == pytest.approx(np.abs(second / first - 1).max(), rel=1e-12)
    assert found.at == f"p{int(100 * q[int(np.abs(second / first - 1).argmax())])}"
    binned = quantile_jump.METHOD.binned(number_pair(before, now))
    assert binned.value == pytest.approx(found.value, abs=0.02)


def test_a_quantile_that_was_0_is_left_out():
    before = np.array([0.0] * 60 + [2.0] * 40)
    found = quantile_jump.METHOD.exact(before, np.where(before > 0, 3.0, 1.0))
    assert (found.value, found.at) == (0.5, "p90")
    assert np.isnan(quantile_jump.METHOD.exact(np.zeros(9), np.ones(9)).value)


def test_a_fall_and_negative_numbers():
    before = -np.arange(1.0, 101.0)
    assert quantile_jump.METHOD.exact(before, before / 2).value == pytest.approx(0.5)
    assert quantile_jump.METHOD.binned(number_pair(before, before / 2)).value == pytest.approx(0.5, abs=0.01)
