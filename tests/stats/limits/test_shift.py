"""Distances against a limit: no error while one looks at growing samples of one distribution, and power where it moved."""

import numpy as np
import pytest

from tidegauge.stats.drift._pair import category_pair, number_pair
from tidegauge.stats.limits.shift import MEASURES, shift


@pytest.mark.parametrize("measure", MEASURES)
def test_a_distance_that_keeps_its_limit_is_not_called_beyond_while_one_looks(measure: str) -> None:
    random = np.random.default_rng(8)
    ever = 0
    for _ in range(40):
        before, after = random.lognormal(size=2000), random.lognormal(size=2000)
        looks = (
            shift(number_pair(before[:n], after[:n]), 0.02, measure, 4000).p_value
            for n in range(200, 2001, 300)
        )
        ever += any(p_value <= 0.05 for p_value in looks)
    assert ever <= 2


@pytest.mark.parametrize(("measure", "limit"), [("psi", 0.2), ("ks", 0.1), ("wasserstein", 0.1)])
def test_what_moved_far_is_beyond_and_what_did_not_is_within(measure: str, limit: float) -> None:
    random = np.random.default_rng(4)
    before, same, far = random.normal(size=9000), random.normal(size=9000), random.normal(1, 1, 9000)
    assert shift(number_pair(before, far), limit, measure, 4000).beyond
    assert shift(number_pair(before, same), limit, measure, 4000).within


def test_its_p_value_and_its_interval_agree() -> None:
    pair = category_pair({"a": 600, "b": 400}, {"a": 300, "b": 700})
    found = shift(pair, 0.1, "psi", 2000)
    at_edge = shift(pair, 0.1 + found.low, "psi", 2000)
    assert at_edge.p_value == pytest.approx(0.05, rel=1e-6)


def test_a_category_has_its_psi_whatever_was_asked() -> None:
    pair = category_pair({"a": 500, "b": 500}, {"a": 480, "b": 520})
    assert shift(pair, 0.2, "ks", 2000) == shift(pair, 0.2, "psi", 2000)


def test_no_rows_say_nothing() -> None:
    empty = number_pair(np.zeros(0), np.zeros(0))
    assert all(not shift(empty, 0.2, measure, 100).known for measure in MEASURES)
