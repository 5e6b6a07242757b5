"""When no limits are offered, and the sentence that says why."""

import numpy as np
import pytest
from scipy.signal import lfilter

from tidegauge.stats.spc._records import Baseline, Kind, values
from tidegauge.stats.spc.family import METHODS
from tidegauge.stats.spc.refusal import refusal

NOISE = np.random.default_rng(8).normal(size=300)


@pytest.mark.parametrize(("points", "said"), [(19, "19 baseline points, 20 needed."), (20, None)])
def test_minimum_points(points, said):
    assert refusal(METHODS["individuals"].fit(values(NOISE[:points]))) == said


def test_own_minimum():
    assert (
        refusal(METHODS["individuals"].fit(values(NOISE[:24])), minimum=25)
        == "24 baseline points, 25 needed."
    )


@pytest.mark.parametrize("x", [np.full(30, 74.1), np.zeros(30)])
def test_no_spread(x):
    assert "never vary" in refusal(METHODS["ewma"].fit(values(x)))


def test_a_rate_without_a_hit():
    assert "never vary" in refusal(Baseline("p", Kind.RATE, points=30, centre=0.0, sigma=0.0))


def test_points_that_repeat_each_other():
    assert "all but repeats" in refusal(METHODS["ewma"].fit(values(NOISE.cumsum())))


def test_percentiles_of_neighbours():
    near = values(lfilter([1], [1, -0.6], NOISE))
    assert "cannot be widened" in refusal(METHODS["percentile"].fit(near))
    assert refusal(METHODS["ewma"].fit(near)) is None
