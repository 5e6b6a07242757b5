"""Cross-correlation against statsmodels, Pyper and Peterman's pairs by hand, and leads by simulation: calm, and planted."""

import numpy as np
import pytest
from scipy import stats

from tidegauge.stats.lead_lag import cross_correlation, effective_pairs, lead, prewhitened, without_week
from tidegauge.stats.multiplicity import benjamini_hochberg

X = np.array([3.1, 4.2, 2.8, 5.0, 6.1, 4.9, 3.7, 4.4, 5.8, 6.6, 5.1, 4.0, 3.3, 4.7, 5.2, 6.0])
Y = np.array([1.0, 1.4, 2.2, 1.1, 2.9, 3.6, 2.4, 1.7, 2.1, 3.2, 3.8, 2.6, 1.9, 1.2, 2.5, 2.8])
# statsmodels 0.15.0: `from statsmodels.tsa.stattools import ccf`; ccf(Y, X, adjusted=False)[:6], the same as R's ccf(Y, X).
LEADING = [
    *(0.46106137103437334, 0.8548346157038148, 0.17131199045545484),
    *(-0.32720311551209846, -0.4405716596775092, -0.01700688908124662),
]
# The other way round, by the same function.
FOLLOWING = [
    *(0.46106137103437334, -0.20420054911351765, -0.3161116661112855),
    *(-0.04536242059289007, 0.24471916764924118, 0.29059597430129935),
]


def autoregressive(random: np.random.Generator, n: int, phi: float) -> np.ndarray:
    noise, x = random.normal(size=n + 50), np.zeros(n + 50)
    for place in range(1, n + 50):
        x[place] = phi * x[place - 1] + noise[place]
    return x[50:]


def test_values_are_those_of_statsmodels():
    found = cross_correlation(X, Y, 5)
    assert found.lags.tolist() == list(range(-5, 6))
    assert found.value[5:] == pytest.approx(LEADING, abs=1e-12)
    assert found.value[5::-1] == pytest.approx(FOLLOWING, abs=1e-12)


def test_of_white_noise_interval_and_p_value_are_those_of_a_correlation():
    """At lag 0 and with all pairs counted they are scipy's: Fisher's interval, Student's test."""
    random = np.random.default_rng(5)
    x, y = random.normal(size=200), random.normal(size=200)
    found = cross_correlation(x, y, 3)
    known = stats.pearsonr(x, y)
    assert found.value[3] == pytest.approx(known.statistic, abs=1e-12)
    if found.n[3] == 200:
        assert found.p_value[3] == pytest.approx(known.pvalue, rel=1e-9)
    shrunk = np.sqrt((found.n[3] - 3) / 197)
    low, high = known.confidence_interval(0.95)
    half = (np.arctanh(high) - np.arctanh(low)) / 2
    assert np.arctanh(found.high[3]) - np.arctanh(found.value[3]) == pytest.approx(half / shrunk, rel=1e-9)


def test_pairs_of_series_that_remember_are_worth_less():
    """Equation 1 of Pyper and Peterman (1998) by hand, with the autocorrelations of statsmodels' acf(..., adjusted=False)."""
    first = [0.30845458590119634, -0.2631620143031341, -0.5086078337672609]
    second = [0.30859723461195365, -0.29025423728813565, -0.25105932203389825]
    n = 16
    weights = [(n / (n - lag)) ** 2 * (n - lag) / n for lag in (1, 2, 3)]
    share = 1 / n + 2 / n * sum(w * a * b for w, a, b in zip(weights, first, second, strict=True))
    assert effective_pairs(X, Y) == pytest.approx(min(1 / share, n), rel=1e-9)
    random = np.random.default_rng(3)
    x, y = (autoregressive(random, 400, 0.8) for _ in range(2))
    assert effective_pairs(x, y) < 200


def test_the_week_is_taken_out():
    random = np.random.default_rng(8)
    week = np.tile([5.0, 5.0, 5.0, 5.0, 5.0, 1.0, 0.0], 9)
    left = without_week(week + random.normal(size=63))
    assert abs(np.array([left[place::7].mean() for place in range(7)])).max() < 1e-12
    assert without_week([1.0, 2.0, 6.0]).tolist() == [-2.0, -1.0, 3.0]


@pytest.mark.parametrize("phi", [0.0, 0.5, 0.8])
def test_calm_series_hardly_ever_lead(phi: float):
    """Four signals and two outcomes of 60 days that have nothing to do with each other: at most 5% of pages name one."""
    random, runs, alarms = np.random.default_rng(17), 120, 0
    week = np.tile([0.0, 0.0, 0.0, 0.0, 0.0, 2.0, 2.0], 9)[:60]
    for _ in range(runs):
        x = [without_week(autoregressive(random, 60, phi) + week) for _ in range(4)]
        y = [without_week(autoregressive(random, 60, phi) + week) for _ in range(2)]
        p = np.concatenate([prewhitened(one, other, 7).p_value for one in x for other in y])
        alarms += benjamini_hochberg(p).min() < 0.05
    # As many as a true rate of 5% exceeds once in a thousand times.
    assert alarms <= stats.binom.ppf(0.999, runs, 0.05)


def test_a_planted_lead_of_two_days_is_found_and_its_interval_holds_it():
    random, runs = np.random.default_rng(29), 40
    found = held = named = 0
    for _ in range(runs):
        x = autoregressive(random, 62, 0.5)
        y = np.concatenate([np.zeros(2), x[:-2]]) + autoregressive(random, 62, 0.3)
        one = lead(without_week(x[2:]), without_week(y[2:]), 7, random, 150)
        found += one.lag == 2
        held += one.low <= 2 <= one.high
        # Among 16 pairs the others of which are calm.
        p = np.concatenate([one.course.p_value, random.random(15 * 15)])
        named += benjamini_hochberg(p)[:15].min() < 0.05
    assert found >= 0.9 * runs
    assert held >= stats.binom.ppf(0.001, runs, 0.95)
    assert named >= 0.75 * runs


def test_of_a_weak_lead_the_interval_is_wide_and_still_holds_it():
    random, runs = np.random.default_rng(31), 60
    held, widths = 0, []
    for _ in range(runs):
        x = random.normal(size=60)
        y = 0.45 * np.roll(x, 3) + random.normal(size=60)
        one = lead(x, y, 7, random, 150)
        held += one.low <= 3 <= one.high
        widths.append(one.high - one.low)
    assert held >= stats.binom.ppf(0.001, runs, 0.95)
    assert np.mean(widths) > 1


def test_a_series_that_stands_still_correlates_with_nothing():
    found = cross_correlation(np.ones(40), np.arange(40.0), 3)
    assert np.isnan(found.value).all()
    assert np.isnan(found.p_value).all()
