"""How often intervals hold the true coefficient with few answers, a rare one among them: by counting every table there is."""

from itertools import product
from math import lgamma

import numpy as np
import pytest

from tidegauge.stats.agreement.cohen_kappa import cohen_kappa
from tidegauge.stats.agreement.krippendorff_alpha import krippendorff_alpha
from tidegauge.stats.estimate import Floats


def two_raters(prevalence: float, accuracy: float) -> Floats:
    """The chances of a table of two raters who read the truth with the same accuracy."""
    right = np.array([[accuracy, 1 - accuracy], [1 - accuracy, accuracy]])
    return np.asarray(right.T @ np.diag([1 - prevalence, prevalence]) @ right)


def every_table(n: int, chances: Floats) -> list[tuple[Floats, float]]:
    """All tables of n answers, with their multinomial chances."""
    found = []
    for a, b, c in product(range(n + 1), repeat=3):
        if a + b + c <= n:
            cells = np.array([a, b, c, n - a - b - c], dtype=float)
            log = lgamma(n + 1) - sum(lgamma(one + 1) for one in cells) + cells @ np.log(chances.ravel())
            found.append((cells.reshape(2, 2), float(np.exp(log))))
    return found


# The large-sample interval alone covers .95, .77, .63, .56 and .52 of these.
@pytest.mark.parametrize(
    ("prevalence", "accuracy"), [(0.5, 0.95), (0.8, 0.97), (0.9, 0.95), (0.9, 0.85), (0.95, 0.97)]
)
def test_kappa_of_ten_answers_is_held_where_one_is_rare(prevalence: float, accuracy: float) -> None:
    chances = two_raters(prevalence, accuracy)
    by_chance = float(chances.sum(axis=0) @ chances.sum(axis=1))
    kappa = (float(np.trace(chances)) - by_chance) / (1 - by_chance)
    held = known = 0.0
    for table, chance in every_table(10, chances):
        found = cohen_kappa(table)
        if found.refusal is None:
            known += chance
            held += chance * bool(found.low <= kappa <= found.high)
    assert held / known > 0.94


# The large-sample interval alone covers .902, .922, .932, .895, .915, .859 and .867 of these.
@pytest.mark.parametrize(
    ("prevalence", "accuracy"),
    [(0.5, 0.95), (0.8, 0.97), (0.8, 0.85), (0.9, 0.95), (0.9, 0.85), (0.95, 0.97), (0.95, 0.9)],
)
def test_kappa_of_fifty_answers_is_held(prevalence: float, accuracy: float) -> None:
    chances = two_raters(prevalence, accuracy)
    by_chance = float(chances.sum(axis=0) @ chances.sum(axis=1))
    kappa = (float(np.trace(chances)) - by_chance) / (1 - by_chance)
    held = known = 0.0
    for table, chance in every_table(50, chances):
        # What is left out comes once in a thousand samples, all of it together.
        if chance > 2e-7:
            found = cohen_kappa(table)
            if found.refusal is None:
                known += chance
                held += chance * bool(found.low <= kappa <= found.high)
    assert known > 0.9
    assert held / known > 0.94


def test_alpha_of_ten_answers_is_held_where_one_is_rare() -> None:
    chances = two_raters(0.9, 0.95)
    share = (chances.sum(axis=0) + chances.sum(axis=1)) / 2
    alpha = 1 - (1 - float(np.trace(chances))) / (2 * float(share.prod()))
    held = known = 0.0
    kinds = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
    for table, chance in every_table(10, chances):
        if chance > 1e-4:
            found = krippendorff_alpha(np.repeat(kinds, table.ravel().astype(int), axis=0).T)
            if found.refusal is None:
                known += chance
                held += chance * bool(found.low <= alpha <= found.high)
    assert held / known > 0.94


def test_with_answers_enough_the_interval_is_the_large_sample_one() -> None:
    table = [[60, 10], [8, 30]]
    usual, asked = cohen_kappa(table), cohen_kappa(table, asymptotic=True)
    assert (float(usual.low), float(usual.high)) == (float(asked.low), float(asked.high))
    assert "rarer kinds" in str(cohen_kappa([[9, 1], [1, 2]]).note)
