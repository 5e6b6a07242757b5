"""Authorities: scipy's exact Mann-Whitney test for one case, every permutation one by one for several."""

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from scipy import stats

from tidegauge.stats.probing.stratified_ranks import stratified_ranks_p


@pytest.mark.parametrize(
    ("before", "now"),
    [([5.0, 9, 2, 7, 4, 8], [1.0, 3]), ([10.0, 30, 20, 50], [70.0, 60, 40]), ([1.0, 2, 3, 4, 5], [6.0])],
)
def test_one_case_is_wilcoxons(before: list[float], now: list[float]) -> None:
    whole = stats.mannwhitneyu(now, before, method="exact").pvalue
    assert stratified_ranks_p([(before, now)]) == pytest.approx(whole)


def _by_counting(cases: Sequence[tuple[list[float], list[float]]]) -> float:
    """Every way to tell current values from reference ones, within each case."""
    ways = []
    for before, now in cases:
        ranks = stats.rankdata([*before, *now])
        chosen = [sum(one) for one in itertools.combinations(ranks.tolist(), len(now))]
        ways.append((chosen, float(ranks[len(before) :].sum())))
    sums = np.array([sum(one) for one in itertools.product(*(chosen for chosen, _ in ways))])
    own = sum(told for _, told in ways)
    return min(1.0, 2 * min(np.mean(sums <= own + 1e-9), np.mean(sums >= own - 1e-9)))


def test_several_cases_with_ties_are_counted() -> None:
    cases = [
        ([4.0, 4, 6, 9], [4.0, 3]),
        ([100.0, 120, 110], [90.0]),
        ([7.0, 7, 7], [7.0, 8]),
    ]
    assert stratified_ranks_p(cases) == pytest.approx(_by_counting(cases))


def test_every_case_lower_is_as_rare_as_it_is() -> None:
    case = ([10.0, 11, 12, 13, 14, 15, 16, 17], [9.0])
    assert stratified_ranks_p([case] * 8) == pytest.approx(2 * 9.0**-8)


def test_what_is_not_recorded_says_nothing() -> None:
    assert stratified_ranks_p([]) == stratified_ranks_p([([1.0], [])]) == 1.0
    nan = float("nan")
    assert stratified_ranks_p([([1.0, nan, 2], [3.0, nan])]) == stratified_ranks_p([([1.0, 2], [3.0])])


def test_answers_that_are_all_alike_are_no_change() -> None:
    assert stratified_ranks_p([([5.0] * 8, [5.0])] * 20) == 1.0
