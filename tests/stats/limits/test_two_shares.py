"""The exact bound on a difference of two shares: the likelihood's peak, its error under looking, the edges."""

import numpy as np
import pytest
from scipy import optimize, stats

from tidegauge.stats.limits.two_shares import _best, difference_above


@pytest.mark.parametrize("seed", range(40))
def test_the_cubic_finds_the_peak_that_a_search_finds(seed: int) -> None:
    random = np.random.default_rng(seed)
    n1, n2 = (int(random.choice([5, 50, 900])) for _ in range(2))
    k1, k2 = int(random.integers(0, n1 + 1)), int(random.integers(0, n2 + 1))
    difference = float(random.uniform(-0.6, 0.6))

    def told(share: float) -> float:
        return -float(
            stats.binom.logpmf(k1, n1, share)
            - stats.binom.logpmf(k1, n1, k1 / n1)
            + stats.binom.logpmf(k2, n2, share + difference)
            - stats.binom.logpmf(k2, n2, k2 / n2)
        )

    free = _best(k1, n1, k2, n2, k2 / n2 - k1 / n1)
    ends = max(0.0, -difference) + 1e-12, min(1.0, 1 - difference) - 1e-12
    found = optimize.minimize_scalar(told, bounds=ends, method="bounded", options={"xatol": 1e-12})
    assert _best(k1, n1, k2, n2, difference) - free == pytest.approx(-found.fun, abs=1e-5)


def test_two_shares_that_are_alike_are_told_apart_in_no_more_than_a_twentieth_however_often_one_looks() -> (
    None
):
    random = np.random.default_rng(5)
    ever = 0
    for _ in range(300):
        before, after = (np.cumsum(random.random(400) < 0.03) for _ in range(2))
        looks = (
            difference_above((int(before[n - 1]), n), (int(after[n - 1]), n), 0.0).p_value
            for n in range(25, 401, 25)
        )
        ever += any(p_value <= 0.05 for p_value in looks)
    assert ever / 300 <= 0.05


def test_the_interval_and_the_p_value_agree() -> None:
    found = difference_above((2, 60), (20, 60), 0.05)
    edge = difference_above((2, 60), (20, 60), 0.05 + found.low)
    assert edge.p_value == pytest.approx(0.05, rel=1e-3)


@pytest.mark.parametrize(("before", "after"), [((0, 10), (0, 10)), ((10, 10), (10, 10)), ((0, 1), (1, 1))])
def test_the_edges_stay_within_what_shares_can_do(before: tuple[int, int], after: tuple[int, int]) -> None:
    found = difference_above(before, after, 0.0)
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert 0 < found.p_value <= 1


def test_a_side_without_rows_says_nothing() -> None:
    assert not difference_above((0, 0), (3, 10), 0.02).known
