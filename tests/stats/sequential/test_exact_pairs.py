"""McNemar's question at any look: against scipy's beta-binomial, and against its promise by simulation."""

import numpy as np
import pytest
from scipy import stats

from tidegauge.stats.sequential.exact_pairs import exact_pairs


@pytest.mark.parametrize(("lost", "gained"), [(0, 0), (3, 9), (12, 48), (86, 50)])
def test_it_is_the_fair_coin_over_the_mixture(lost: int, gained: int) -> None:
    n = lost + gained
    fair, mixed = stats.binom.pmf(gained, n, 0.5), stats.betabinom.pmf(gained, n, 0.5, 0.5)
    assert exact_pairs(lost, gained) == pytest.approx(min(1.0, fair / mixed))


def test_looking_after_every_pair_is_wrong_at_most_one_time_in_twenty() -> None:
    rng = np.random.default_rng(3)
    gained = rng.integers(0, 2, size=(500, 300)).cumsum(axis=1)
    n = np.arange(1, 301)
    looked = [
        min(exact_pairs(int(a - g), int(g)) for g, a in zip(run, n, strict=True)) for run in gained[:300]
    ]
    assert np.mean(np.array(looked) < 0.05) <= 0.05
