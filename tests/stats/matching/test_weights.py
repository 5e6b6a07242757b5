"""Post-stratification weights against Holt and Smith's definition, worked out by hand, and survey's effective rows."""

import numpy as np
import pytest

from tidegauge.stats import proportion
from tidegauge.stats.matching.weights import effective, post_stratified, thinned


def test_weighted_shares_are_the_current_ones() -> None:
    rng = np.random.default_rng(5)
    before, after = rng.integers(1, 500, 12), rng.integers(1, 500, 12)
    found = post_stratified(before, after)
    np.testing.assert_allclose(
        found.reference * before / (found.reference * before).sum(), after / after.sum()
    )
    assert found.unmatched == 0
    assert found.unused == 0


def test_cells_of_one_side_count_nowhere_and_are_told() -> None:
    found = post_stratified([10, 0, 30], [20, 5, 0])
    assert found.reference.tolist() == [1.0, 0.0, 0.0]
    assert found.current.tolist() == [1.0, 0.0, 0.0]
    assert found.unmatched == pytest.approx(0.2)
    assert found.unused == pytest.approx(0.75)


def test_nothing_in_common() -> None:
    found = post_stratified([10, 0], [0, 10])
    assert found.unmatched == 1
    assert thinned(found.reference, [10, 0]).tolist() == [0.0, 0.0]


def test_effective_rows_are_kishs() -> None:
    # Kish (1965): weights 1, 1, 2 of one row each: 16 / 6.
    assert effective([1, 1, 2], [1, 1, 1]) == pytest.approx(16 / 6)
    assert (thinned([1, 1, 2], [1, 1, 1])).sum() == pytest.approx(16 / 6)


def test_weighted_rates_keep_their_promise() -> None:
    """An interval from thinned sums holds the truth 95 times of 100, though the traffic of the sides differs."""
    rng, share = np.random.default_rng(8), np.array([0.02, 0.10, 0.30])
    before, after = np.array([0.6, 0.3, 0.1]), np.array([0.3, 0.4, 0.3])
    held = plain = 0
    for _ in range(1000):
        n1, n2 = rng.multinomial(2000, before), rng.multinomial(2000, after)
        k1, k2 = rng.binomial(n1, share), rng.binomial(n2, share)
        weight = post_stratified(n1, n2).reference
        value = (weight * k1).sum() / (weight * n1).sum()
        factor = thinned(weight, n1, k1 * (1 - 2 * value) + value**2 * n1)
        found = proportion.difference(((factor * k1).sum(), (factor * n1).sum()), (k2.sum(), 2000))
        crude = proportion.difference((k1.sum(), 2000), (k2.sum(), 2000))
        held += bool(found.low <= 0 <= found.high)
        plain += bool(crude.low <= 0 <= crude.high)
    assert held >= 940
    assert plain < 100
