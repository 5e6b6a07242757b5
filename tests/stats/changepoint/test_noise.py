"""Noise off a running median: what steps, outliers and neighbours do to it."""

import numpy as np
import pytest

from tidegauge.stats.changepoint.noise import noise

X = np.random.default_rng(9).normal(0, 2, 2000)


def test_standard_deviation():
    assert noise(X).sigma == pytest.approx(2, abs=0.08)


def test_steps_do_not_count():
    assert noise(X + np.repeat([0, 50, -20, 90], 500)).sigma == pytest.approx(2, abs=0.1)


def test_outliers_are_moved_in():
    x = X.copy()
    x[::100] = 1e6
    assert noise(x).sigma == pytest.approx(2, abs=0.3)
    assert noise(x).tamed.max() < 12


def test_independent_points_are_not_widened():
    assert noise(X).widening == pytest.approx(1, abs=0.1)


def test_points_that_mostly_sit_on_the_median_keep_their_outliers():
    x = np.zeros(60)
    x[10] = 1.0
    assert noise(x).tamed[10] == 1.0
