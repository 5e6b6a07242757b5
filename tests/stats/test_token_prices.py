"""Prices from recorded costs: numpy's least squares is the authority; what cannot be told apart gives none."""

import numpy as np
import pytest

from tidegauge.stats.token_prices import fitted_prices


def _sums(tokens: np.ndarray, money: np.ndarray):
    return tokens.T @ tokens, tokens.T @ money, float(money @ money)


def test_it_is_least_squares() -> None:
    random = np.random.default_rng(3)
    tokens = random.lognormal(6, 1, (500, 3))
    money = np.round(tokens @ [3e-6, 3e-7, 15e-6], 6)
    found = fitted_prices(*_sums(tokens, money))
    assert found is not None
    expected = np.linalg.lstsq(tokens, money, rcond=None)[0]
    assert (found.input, found.cached, found.output) == pytest.approx(tuple(expected), rel=1e-6)


def test_what_was_never_cached_would_cost_what_input_does() -> None:
    tokens = np.random.default_rng(4).lognormal(6, 1, (50, 3)) * [1, 0, 1]
    found = fitted_prices(*_sums(tokens, tokens @ [2e-6, 0, 8e-6]))
    assert found is not None
    assert found.cached == found.input == pytest.approx(2e-6)


@pytest.mark.parametrize(
    "tokens",
    [np.outer(np.arange(1.0, 9), [100, 0, 10]), np.zeros((5, 3))],
    ids=["one proportion", "no tokens"],
)
def test_prices_that_cannot_be_told_apart_are_not_told(tokens: np.ndarray) -> None:
    assert fitted_prices(*_sums(tokens, np.ones(len(tokens)))) is None


def test_costs_of_something_else_have_no_prices() -> None:
    random = np.random.default_rng(5)
    assert fitted_prices(*_sums(random.lognormal(6, 1, (500, 3)), random.lognormal(0, 1, 500))) is None
