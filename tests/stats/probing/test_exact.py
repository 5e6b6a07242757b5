"""Authorities: scipy.stats.fisher_exact for two categories; for more, every table counted one by one."""

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from tidegauge.stats.probing.exact import exact_p, tables


@pytest.mark.parametrize(
    "table", [((64, 0), (5, 3)), ((3, 9), (11, 2)), ((0, 7), (7, 0)), ((10, 0), (4, 0)), ((90, 6), (8, 4))]
)
def test_two_categories_are_fishers(table: tuple[tuple[int, int], tuple[int, int]]) -> None:
    assert exact_p(*table) == pytest.approx(stats.fisher_exact(np.array(table)).pvalue, rel=1e-9)


def _by_counting(reference: list[int], current: list[int]) -> float:
    """Every table with these margins, one by one: the definition of Freeman and Halton."""
    margins, n = [a + b for a, b in zip(reference, current, strict=True)], sum(current)
    chances = {
        own: math.prod(math.comb(m, k) for m, k in zip(margins, own, strict=True))
        / math.comb(sum(margins), n)
        for own in itertools.product(*(range(m + 1) for m in margins))
        if sum(own) == n
    }
    return sum(one for one in chances.values() if one <= chances[tuple(current)] * (1 + 1e-7))


@pytest.mark.parametrize(
    ("reference", "current"), [([3, 0, 1], [0, 4, 1]), ([20, 3, 1, 0], [4, 2, 2, 1]), ([12, 5, 7], [1, 0, 7])]
)
def test_more_categories_are_counted(reference: list[int], current: list[int]) -> None:
    assert exact_p(reference, current) == pytest.approx(_by_counting(reference, current), rel=1e-9)


def test_far_out_it_stays_exact() -> None:
    # One table of C(54, 6): 6 of 6 fenced where 48 of 48 were not.
    assert exact_p([48, 0], [0, 6]) == pytest.approx(1 / math.comb(54, 6), rel=1e-9)
    assert exact_p([4_000, 0], [0, 8]) == pytest.approx(1 / math.comb(4_008, 8), rel=1e-6)


def test_nothing_to_compare_is_no_change() -> None:
    assert exact_p([5], [7]) == exact_p([0, 0], [3, 4]) == exact_p([], []) == 1.0


def test_the_number_of_tables_is_no_smaller_than_it_is() -> None:
    counts = np.array([[20.0, 3, 1, 0], [4, 2, 2, 1]])
    margins = counts.sum(axis=0).astype(int)
    real = sum(sum(own) == 9 for own in itertools.product(*(range(m + 1) for m in margins)))
    assert tables(counts) >= real
