"""Random splits against scipy's permutation test, and the tail beyond what the splits can show."""

import numpy as np
import pytest
from scipy import stats

from tidegauge.stats.drift._permutation import lots, null


def test_lots_are_mean_minus_mean():
    rows = np.arange(10.0)
    weights = lots(6, 4, times=50)
    drawn = rows @ weights
    current = weights > 0
    expected = [rows[chosen].mean() - rows[~chosen].mean() for chosen in current.T]
    np.testing.assert_allclose(drawn, expected, atol=1e-12)


def test_the_same_lots_twice_and_others_with_another_generator():
    assert np.array_equal(lots(5, 7), lots(5, 7))
    assert not np.array_equal(lots(5, 7), lots(5, 7, random=np.random.default_rng(1)))


def test_p_value_is_that_of_scipys_permutation_test():
    random = np.random.default_rng(4)
    before, after = random.normal(0, 1, 80), random.normal(0.3, 1, 60)
    drawn = np.concatenate([before, after]) @ lots(80, 60, times=4000)
    ours = null(after.mean() - before.mean(), drawn).p_value
    theirs = stats.permutation_test(
        (after, before),
        lambda x, y: x.mean() - y.mean(),
        alternative="greater",
        n_resamples=4000,
        rng=np.random.default_rng(1),
    ).pvalue
    assert ours == pytest.approx(theirs, abs=0.02)


@pytest.mark.parametrize("freedom", [2, 5, 30])
def test_the_tail_beyond_the_lots_is_near_the_exact_one(freedom):
    drawn = np.random.default_rng(freedom).chisquare(freedom, 2000)
    exact = 1e-6
    ours = null(float(stats.chi2.isf(exact, freedom)), drawn).p_value
    assert 1e-8 < ours < 1e-4


def test_a_statistic_that_never_varies_is_no_surprise():
    assert null(0.0, np.zeros(100)).p_value == 1.0
