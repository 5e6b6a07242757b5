"""EWMA over many segments: the tables of Lucas and Saccucci (1990), and the run length by simulation."""

import numpy as np
import pytest

from tidegauge.stats.alerting.smoothed import smoothed, width
from tidegauge.stats.spc.methods.ewma import smoothed as of_one


@pytest.mark.parametrize(("points", "limit"), [(500, 2.814), (370.4, 2.7015)])
def test_limits_are_those_of_the_tables(points: float, limit: float) -> None:
    # Lucas and Saccucci (1990): lambda 0.1 has L 2.814 for 500; R spc 0.6.7 has 2.7015 for 370.4.
    assert width(points) == pytest.approx(limit, abs=2e-3)


def test_each_segment_is_smoothed_on_its_own() -> None:
    z = np.random.default_rng(1).normal(size=(50, 3))
    z[7, 1] = np.nan
    level, sigma = smoothed(z)
    for place in range(3):
        assert np.allclose(level[:, place], of_one(z[:, place]), equal_nan=True)
    assert sigma[0, 0] == pytest.approx(0.1)
    assert sigma[7, 1] == sigma[6, 1]


def test_false_signals_are_as_rare_as_asked() -> None:
    z = np.random.default_rng(2).normal(size=(4_000, 250))
    level, sigma = smoothed(z)
    out = np.abs(level) > width(2_000.0) * sigma
    # First signals in 4,000 points of charts with a mean run of 2,000: 1 - exp(-2) of them, to five standard errors.
    assert out.any(axis=0).mean() == pytest.approx(1 - np.exp(-2), abs=0.11)
