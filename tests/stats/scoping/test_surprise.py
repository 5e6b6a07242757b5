"""Standard errors. Authority: scipy's Poisson likelihood, maximised by scipy.optimize, and Welch's denominator."""

import numpy as np
import pytest
from scipy import optimize, stats

from tidegauge.stats.scoping.cells import Cells
from tidegauge.stats.scoping.null import Null
from tidegauge.stats.scoping.surprise import poisson_root, surprise


@pytest.mark.parametrize(
    ("y", "baseline", "ratio"), [(30, 10, 1.0), (5, 40, 0.25), (0, 7, 1.0), (12, 3, 2.5), (9, 9, 1.0)]
)
def test_the_root_is_that_of_the_likelihood_ratio(y, baseline, ratio) -> None:
    # A baseline count whose exposure is 1 / ratio of today's: e = ratio x count, with variance ratio^2 x count.
    def loss(log_rate: float) -> float:
        rate = np.exp(log_rate)
        return -stats.poisson.logpmf(y, ratio * rate) - stats.poisson.logpmf(baseline, rate)

    best = optimize.minimize_scalar(loss, bounds=(-10, 10), method="bounded", options={"xatol": 1e-10}).fun
    full = stats.poisson.logpmf(y, max(y, 1e-300)) + stats.poisson.logpmf(baseline, baseline)
    expected = np.sign(y - ratio * baseline) * np.sqrt(2 * max(full + best, 0))
    found = poisson_root(float(y), ratio * baseline, ratio**2 * baseline)
    assert float(found) == pytest.approx(expected, abs=1e-4)


def test_an_exact_estimate_leaves_the_one_sample_deviance() -> None:
    y, e = 30.0, 10.0
    assert float(poisson_root(y, e, 1e-9)) == pytest.approx(
        np.sqrt(2 * (y * np.log(y / e) - (y - e))), rel=1e-6
    )


def test_means_have_welchs_error() -> None:
    random = np.random.default_rng(1)
    before, now = random.normal(10, 2, 400), random.normal(10.5, 3, 300)
    s1, s0 = (one.size * one.var() for one in (now, before))
    y1, y0 = now.sum(), before.sum()
    e, ve = 300 * y0 / 400, (300 / 400) ** 2 * s0
    cells = Cells(np.array([[y1, 300.0, e, y0, 400.0, y0, ve, s1, s0]]))
    null = Null(counts=False, signed=True, prior=0.0, noise=s0 / 400, ratio=0.75, phi=1.0)
    welch = stats.ttest_ind(now, before, equal_var=False).statistic
    assert surprise(cells, np.array([e]), np.array([ve]), null)[0] == pytest.approx(welch, rel=0.01)


def test_over_dispersion_divides_the_deviance() -> None:
    cells = Cells(np.array([[30.0, 100.0, 10.0, 10.0, 100.0, 10.0, 10.0]]))
    null = [Null(True, False, 10.0, 0.1, 1.0, phi) for phi in (1.0, 4.0)]
    one, other = (surprise(cells, np.array([10.0]), np.array([10.0]), each)[0] for each in null)
    assert other == pytest.approx(one / 2)
