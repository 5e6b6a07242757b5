"""A line against a step: both fits held to numpy.polyfit and to plain means over the same points."""

import numpy as np
import pytest

from tidegauge.stats.changepoint.slope import _left, creeps

DAYS = 28
RANDOM = np.random.default_rng(5)


def noisy(course: np.ndarray) -> np.ndarray:
    return course + RANDOM.normal(0, 0.002, course.size)


@pytest.mark.parametrize("slope", [0.0007, -0.0007, 0.002])
def test_what_moves_a_little_every_day_creeps(slope: float) -> None:
    assert creeps(noisy(0.05 + slope * np.arange(DAYS)), np.full(DAYS, 500.0))


@pytest.mark.parametrize("day", [4, 14, 25])
def test_what_moves_at_one_moment_does_not(day: int) -> None:
    assert not creeps(noisy(np.where(np.arange(DAYS) < day, 0.02, 0.05)), np.full(DAYS, 500.0))


def test_a_few_points_say_nothing() -> None:
    assert not creeps(np.arange(7.0), np.ones(7))
    assert not creeps(np.array([*range(7), *[np.nan] * 9], dtype=float), np.ones(16))


def test_what_a_fit_leaves_is_numpys_and_that_of_two_means() -> None:
    y, w = RANDOM.normal(0, 1, 20), RANDOM.integers(1, 90, 20).astype(float)
    x = np.arange(20.0)
    line = np.polyval(np.polyfit(x, y, 1, w=np.sqrt(w)), x)
    assert _left(y, w, x) == pytest.approx(float(w @ (y - line) ** 2))
    early = x < 7
    level = np.where(early, np.average(y[early], weights=w[early]), np.average(y[~early], weights=w[~early]))
    assert _left(y, w, (~early).astype(float)) == pytest.approx(float(w @ (y - level) ** 2))
