"""The change of a variance against numpy, scipy's bootstrap, and coverage where the normal theory's F test fails."""

import numpy as np
import pytest
from scipy import stats

from tidegauge.stats.variance_change import log_variance_ratio


def powers(x):
    return tuple(float((x**power).sum()) for power in range(5))


def test_the_value_is_numpys_and_the_error_that_of_a_bootstrap():
    random = np.random.default_rng(1)
    x, y = random.beta(0.4, 0.4, 800), random.beta(4, 4, 600)
    found = log_variance_ratio(powers(x), powers(y))
    assert float(found.value) == pytest.approx(np.log(y.var(ddof=1) / x.var(ddof=1)), rel=1e-9)
    known = stats.bootstrap(
        (x, y),
        lambda a, b, axis: np.log(b.var(axis=axis, ddof=1) / a.var(axis=axis, ddof=1)),
        n_resamples=2000,
        rng=np.random.default_rng(2),
        method="basic",
        vectorized=True,
    )
    error = float(found.high - found.low) / (2 * 1.959963984540054)
    assert error == pytest.approx(known.standard_error, rel=0.08)


@pytest.mark.parametrize("draw", ["normal", "crowded", "two"])
def test_of_the_same_scores_one_page_in_twenty_alarms(draw):
    random, runs, alarms = np.random.default_rng(9), 400, 0
    draws = {
        "normal": lambda: random.normal(size=500),
        "crowded": lambda: random.beta(0.3, 3, 500),
        "two": lambda: random.choice([0.1, 0.9], 500, p=[0.3, 0.7]),
    }
    for _ in range(runs):
        alarms += float(log_variance_ratio(powers(draws[draw]()), powers(draws[draw]())).p_value) < 0.05
    assert alarms <= stats.binom.ppf(0.999, runs, 0.06)


def test_scores_that_are_all_the_same_have_no_spread_to_compare():
    found = log_variance_ratio(powers(np.full(50, 0.5)), powers(np.linspace(0, 1, 50)))
    assert np.isnan(float(found.value))
