"""The exact bound on a mean: its error under constant looking, and its interval beside the binomial distribution's."""

from functools import cache

import numpy as np
import pytest
from scipy import stats

from tidegauge.stats.limits.betting import mean_above


def test_a_share_at_its_limit_is_called_beyond_in_no_more_than_a_twentieth_however_often_one_looks() -> None:
    # Ville's inequality is the authority: the e-value of a true limit stays below 20 in 95 of 100 runs at all times.
    p_value = cache(lambda n, k: mean_above([0, 1], [n - k, k], 0.05).p_value)
    random = np.random.default_rng(3)
    ever = 0
    for _ in range(300):
        hits = np.cumsum(random.random(600) < 0.05)
        ever += any(p_value(n, int(hits[n - 1])) <= 0.05 for n in range(20, 601, 20))
    assert ever / 300 <= 0.05


@pytest.mark.parametrize(("k", "n"), [(0, 30), (3, 50), (45, 50), (20, 400), (390, 400), (30, 30)])
def test_its_interval_holds_clopper_and_pearsons(k: int, n: int) -> None:
    # What holds at every look holds at one: it cannot be narrower than the exact interval of a single look.
    exact = stats.binomtest(k, n).proportion_ci(0.95)
    found = mean_above([0, 1], [n - k, k], 0.5)
    assert found.low + 0.5 <= exact.low + 1e-9
    assert found.high + 0.5 >= exact.high - 1e-9


def test_its_p_value_is_that_of_the_bets_on_a_small_sample() -> None:
    # By hand: 5 of 5 rows against a limit of a half multiply the stake s by (1 + s)^5.
    from tidegauge.stats.limits.betting import STAKES

    wealth = float(np.mean((1 + STAKES) ** 5))
    assert mean_above([0, 1], [0, 5], 0.5).p_value == pytest.approx(1 / wealth)


def test_pairs_are_told_apart_by_their_margin() -> None:
    lost, same, gained = 40, 60, 5
    at_nothing, at_ten = (mean_above([-1, 0, 1], [gained, same, lost], limit) for limit in (0.0, 0.1))
    assert at_nothing.p_value < at_ten.p_value < 0.05
    assert at_nothing.low == pytest.approx(at_ten.low + 0.1)


def test_no_rows_say_nothing() -> None:
    found = mean_above([0, 1], [0, 0], 0.1)
    assert not found.known
    assert not found.within
    assert found.p_value == 1.0


def test_a_limit_below_every_value_is_beyond_at_once() -> None:
    assert mean_above([0, 1], [5, 5], -0.1).p_value == 0.0
