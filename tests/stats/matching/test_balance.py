"""The standardised difference against the two-value formula of Austin (2009) and against any order of values."""

import numpy as np
import pytest

from tidegauge.stats.matching.balance import standardised_difference


def test_two_values_are_austins() -> None:
    p, q = 0.3, 0.5
    wanted = abs(q - p) / np.sqrt((p * (1 - p) + q * (1 - q)) / 2)
    assert standardised_difference([300, 700], [500, 500]) == pytest.approx(wanted)


def test_order_of_values_does_not_matter() -> None:
    before, after = np.array([5, 10, 80, 5]), np.array([20, 10, 30, 40])
    turned = np.array([2, 0, 3, 1])
    assert standardised_difference(before, after) == pytest.approx(
        standardised_difference(before[turned], after[turned])
    )


def test_alike_empty_and_disjoint() -> None:
    assert standardised_difference([10, 30], [20, 60]) == pytest.approx(0)
    assert standardised_difference([10], [20]) == 0
    assert np.isnan(standardised_difference([0, 0], [1, 2]))
    assert standardised_difference([10, 0], [0, 10]) == np.inf
