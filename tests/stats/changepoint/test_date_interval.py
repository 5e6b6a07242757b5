"""The interval of a step's date against the likelihood ratio written out, and at the ends of the stretch."""

import numpy as np
import pytest

from tidegauge.stats.changepoint.date_interval import of_step


def squared_error(x, split):
    return sum(((part - part.mean()) ** 2).sum() for part in (x[:split], x[split:]))


@pytest.mark.parametrize("seed", range(5))
def test_likelihood_ratio_written_out(seed):
    """Eo and Morley (2015): all dates with a ratio of at most 7.35, which is -2 log(1 - sqrt(.95)) (Hansen 2000)."""
    x = np.random.default_rng(seed).normal(size=40)
    x[25:] += 1.5
    errors = {split: squared_error(x, split) for split in range(1, 40)}
    best = min(errors, key=errors.get)
    kept = [split for split, error in errors.items() if error - errors[best] <= 7.3526]
    assert of_step(x, best, 1.0) == (min(kept), max(kept))


def test_two_points():
    assert of_step(np.array([0.0, 1.0]), 1, 0.1) == (1, 1)


def test_no_variance():
    assert of_step(np.array([0.0, 0.0, 1.0, 1.0]), 2, 0.0) == (2, 2)
