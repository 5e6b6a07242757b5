"""The bars. Authority: scipy.stats.norm, and Bonferroni's bound over simulated nulls."""

import numpy as np
import pytest
from scipy import stats

from tidegauge.stats.scoping.bill import bars


def test_bars_are_normal_quantiles() -> None:
    found = bars((10, 200, 4000), 0.05)
    assert found.by_order == pytest.approx(stats.norm.isf(0.05 / (2 * 3 * np.array([10, 200, 4000]))))
    assert (found.searched, found.highest) == (4210, found.by_order[-1])


def test_independent_nulls_pass_one_time_in_twenty() -> None:
    random, bar = np.random.default_rng(1), bars((50, 500), 0.05)
    z = [np.abs(random.normal(size=(2000, m))).max(axis=1) for m in (50, 500)]
    named = (z[0] > bar.by_order[0]) | (z[1] > bar.by_order[1])
    assert 0.035 <= named.mean() <= 0.06


def test_nothing_looked_at_has_no_bar() -> None:
    assert bars((), 0.05).highest == 0
