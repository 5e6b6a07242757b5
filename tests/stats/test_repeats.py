"""The median of repeats. Authority: numpy.nanmedian, the binomial distribution of scipy, and a count of planted flips."""

import numpy as np
import pytest
import scipy

from tidegauge.stats.repeats import majority, repeated


@pytest.mark.parametrize("repeats", [1, 2, 3, 4, 5])
def test_the_verdict_is_the_median_of_the_repeats(repeats: int) -> None:
    table = (np.random.default_rng(4).random((400, repeats)) < 0.6).astype(float)
    table[0, 1:] = np.nan
    found = repeated(table)
    # A median of one half, which an even number can have, does not pass.
    assert found.passes.tolist() == (np.nanmedian(table, axis=1) > 0.5).astype(float).tolist()
    assert found.share == pytest.approx(np.nanmean(table, axis=1))
    assert found.singles == pytest.approx(np.nanmean(table, axis=0))
    assert found.flips.tolist() == (np.nanmin(table, axis=1) != np.nanmax(table, axis=1)).tolist()


def test_what_was_never_asked_has_no_verdict() -> None:
    found = repeated([[np.nan, np.nan], [1, np.nan]])
    assert np.isnan(found.passes[0])
    assert found.passes[1] == 1
    assert found.flips.tolist() == [False, False]


def test_a_row_alone_is_no_table() -> None:
    with pytest.raises(ValueError, match=r"\(questions, repeats\), not \(3,\)"):
        repeated([1, 0, 1])


@pytest.mark.parametrize("repeats", [1, 3, 4, 5])
def test_the_majority_is_the_tail_of_a_binomial(repeats: int) -> None:
    chance = np.array([0.0, 0.3, 0.5, 0.9, 1.0])
    right = range(repeats // 2 + 1, repeats + 1)
    by_hand = sum(scipy.special.comb(repeats, k) * chance**k * (1 - chance) ** (repeats - k) for k in right)
    assert majority(chance, repeats) == pytest.approx(by_hand)


def test_medians_of_two_runs_agree_where_single_runs_do_not() -> None:
    # 2,000 questions that are answered rightly nine times in ten: of single runs 18% differ, of medians of five 1.7%.
    rng = np.random.default_rng(7)
    first, second = (rng.random((2_000, 5)) < 0.9 for _ in range(2))
    single = np.mean(first[:, 0] != second[:, 0])
    median = np.mean(repeated(first).passes != repeated(second).passes)
    expected = [2 * p * (1 - p) for p in majority(0.9, 1) * np.ones(1)], float(majority(0.9, 5))
    assert single == pytest.approx(expected[0][0], abs=0.03)
    assert median == pytest.approx(2 * expected[1] * (1 - expected[1]), abs=0.01)
