"""Concentration against the mean difference, computed pair by pair (Gini 1912)."""

import math

import numpy as np
import pytest

from tidegauge.stats.concentration import gini, top_share


@pytest.mark.parametrize("seed", range(5))
def test_gini_is_half_the_relative_mean_difference(seed: int) -> None:
    amounts = np.sort(np.random.default_rng(seed).lognormal(0, 1.2, 200))
    pairs = np.abs(amounts[:, None] - amounts[None, :]).sum()
    by_pairs = pairs / (2 * len(amounts) ** 2 * amounts.mean())
    ranked = float((amounts * np.arange(1, len(amounts) + 1)).sum())
    assert gini(len(amounts), float(amounts.sum()), ranked) == pytest.approx(by_pairs, abs=1e-12)


def test_of_nothing_there_is_none() -> None:
    assert math.isnan(gini(0, 0.0, 0.0))
    assert math.isnan(top_share([], 5, 0.0))
