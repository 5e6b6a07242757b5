"""The autoregression against statsmodels' Yule-Walker (method="mle", which is R's ar.yw), and what it leaves of a series."""

import numpy as np
import pytest

from tidegauge.stats.prewhitening import autoregression, filtered

X = np.array([3.1, 4.2, 2.8, 5.0, 6.1, 4.9, 3.7, 4.4, 5.8, 6.6, 5.1, 4.0, 3.3, 4.7, 5.2, 6.0])
# statsmodels 0.15.0: yule_walker(X, order=k, method="mle")[0]
COEFFICIENTS = {
    1: [0.3084545859011963],
    2: [0.43059693007342287, -0.39598161205925814],
    3: [0.2888332448305885, -0.24182544469579864, -0.35800572785591783],
}


@pytest.mark.parametrize("most", [1, 2, 3])
def test_the_order_is_that_of_the_least_aic_and_the_coefficients_are_statsmodels(most: int):
    """AIC as R's ar: n log(variance) + 2 order, the variance of an order being r0 times the product of 1 - reflection²."""
    centred = X - X.mean()
    variance = [float(centred @ centred / X.size)]
    variance += [
        variance[0] * np.prod([1 - COEFFICIENTS[k][-1] ** 2 for k in range(1, order + 1)])
        for order in range(1, most + 1)
    ]
    aic = [X.size * np.log(one) + 2 * order for order, one in enumerate(variance)]
    best = int(np.argmin(aic))
    expected = COEFFICIENTS[best] if best else []
    assert autoregression(X, most).tolist() == pytest.approx(expected, abs=1e-9)


def test_what_it_leaves_does_not_remember():
    random = np.random.default_rng(2)
    noise, x = random.normal(size=1000), np.zeros(1000)
    for place in range(2, 1000):
        x[place] = 0.6 * x[place - 1] + 0.2 * x[place - 2] + noise[place]
    left = filtered(x, autoregression(x, 7))
    assert abs(np.corrcoef(left[1:], left[:-1])[0, 1]) < 0.08
    assert len(left) == 1000 - len(autoregression(x, 7))


def test_noise_and_a_series_that_stands_still_are_left_alone():
    noise = np.random.default_rng(4).normal(size=300)
    assert autoregression(noise, 5).size <= 1
    assert autoregression(np.ones(20), 5).size == 0
    assert filtered([1.0, 3.0], np.zeros(0)).tolist() == [-1.0, 1.0]
