"""Always-valid intervals against the closed form of Waudby-Smith et al. (2024) and against their promise, by simulation."""

import numpy as np

from tidegauge.stats.estimate import Difference, floats
from tidegauge.stats.sequential.always_valid import always_valid


def _of(value: float, error: float, n: int) -> Difference:
    return Difference(*floats(value, value - 1.959964 * error, value + 1.959964 * error, 0.5, n, n))


def test_half_width_is_the_papers() -> None:
    # Theorem 2.2 with sigma 1, t = 1000, alpha .05 and rho^2 = (6.2/1000), written out by hand.
    log = -2 * np.log(0.05)
    rho2 = (log + np.log(log + 1)) / 1000
    half = np.sqrt(2 * (1000 * rho2 + 1) / (1000**2 * rho2) * np.log(np.sqrt(1000 * rho2 + 1) / 0.05))
    seen = always_valid(_of(0.0, 1 / np.sqrt(1000), 500), planned=1000)
    np.testing.assert_allclose(seen.high, half, rtol=1e-6)


def test_interval_and_p_value_agree() -> None:
    for value in (0.01, 0.03, 0.05, 0.2):
        seen = always_valid(_of(value, 0.012, 800), planned=4000)
        assert (seen.p_value < 0.05) == (seen.low > 0)


def test_looking_every_day_is_wrong_at_most_one_time_in_twenty() -> None:
    rng = np.random.default_rng(7)
    rows = rng.normal(size=(2000, 28, 100)).mean(axis=2)
    days = np.arange(1, 29)
    means = rows.cumsum(axis=1) / days
    error = 1 / np.sqrt(100 * days)
    fixed = np.abs(means) > 1.959964 * error
    change = Difference(
        means, means - 1.959964 * error, means + 1.959964 * error, means * 0 + 0.5, 50 * days, 50 * days
    )
    seen = always_valid(change, planned=2800)
    wrong = (seen.low > 0) | (seen.high < 0)
    assert fixed.any(axis=1).mean() > 0.25
    assert wrong.any(axis=1).mean() <= 0.05
