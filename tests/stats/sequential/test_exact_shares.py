"""The exact interval of two shares: against a grid search of its definition, and against its promise by simulation."""

import numpy as np
from scipy import stats

from tidegauge.stats.sequential.exact_shares import exact_p_value, exact_shares


def _evidence(k1: int, n1: int, k2: int, n2: int, change: float) -> float:
    """Wasserman, Ramdas and Balakrishnan (2020): the mixture over the largest likelihood, searched on a grid."""
    first = np.linspace(max(0, -change), min(1, 1 - change), 40_001)[1:-1]
    best = (stats.binom.logpmf(k1, n1, first) + stats.binom.logpmf(k2, n2, first + change)).max()
    mixed = sum(stats.betabinom.logpmf(k, n, 0.5, 0.5) for k, n in ((k1, n1), (k2, n2)))
    return float(np.exp(mixed - best))


def test_p_value_and_limits_are_those_of_the_definition() -> None:
    for counts in ((0, 40, 12, 40), (3, 200, 9, 180), (40, 60, 22, 55), (1, 30, 2, 900)):
        k1, n1, k2, n2 = counts
        found = exact_shares((k1, n1), (k2, n2))
        np.testing.assert_allclose(found.p_value, min(1, 1 / _evidence(*counts, 0.0)), rtol=1e-3)
        for limit in (float(found.low), float(found.high)):
            assert abs(limit) == 1 or abs(np.log(_evidence(*counts, limit) * 0.05)) < 0.02


def test_interval_and_p_value_agree() -> None:
    for k2 in range(31):
        found = exact_shares((2, 60), (k2, 60))
        assert (found.p_value < 0.05) == (found.low > 0 or found.high < 0)


def test_no_rows_know_nothing_and_equal_ends_are_no_evidence() -> None:
    assert np.isnan(exact_shares((0, 0), (1, 5)).low)
    assert float(exact_shares((0, 50), (0, 50)).p_value) == 1
    assert float(exact_shares((50, 50), (50, 50)).high) < 0.3


def test_turning_the_sides_around_turns_the_interval_around() -> None:
    one, other = exact_shares((3, 70), (11, 90)), exact_shares((11, 90), (3, 70))
    np.testing.assert_allclose([one.low, one.high], [-other.high, -other.low], atol=1e-9)


def test_looking_every_day_at_a_rare_event_is_wrong_at_most_one_time_in_twenty() -> None:
    rng = np.random.default_rng(11)
    days = rng.binomial(25, 0.02, size=(2, 4000, 60)).cumsum(axis=2)
    rows = 25 * np.arange(1, 61)
    looks = exact_p_value((days[0], rows), (days[1], rows))
    assert (looks.min(axis=1) < 0.05).mean() <= 0.05
