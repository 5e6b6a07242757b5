"""MMD against the kernel two-sample statistic computed directly with scikit-learn's Gaussian kernel."""

import numpy as np
import pytest
from sklearn.metrics.pairwise import rbf_kernel

from tidegauge.stats.drift import mmd


def _direct(x, y, width):
    gamma = 1 / (2 * width**2)
    return (
        rbf_kernel(x, gamma=gamma).mean()
        + rbf_kernel(y, gamma=gamma).mean()
        - 2 * rbf_kernel(x, y, gamma).mean()
    )


def test_features_give_the_direct_kernel_statistic():
    random = np.random.default_rng(3)
    before, after = random.normal(0, 1, (300, 4)), random.normal(0.6, 1, (200, 4))
    width = mmd.width(before)
    features = mmd.fourier(4, width, features=50_000)
    means = [features.of(rows).mean(axis=0) for rows in (before, after)]
    assert mmd.discrepancy(*means) ** 2 == pytest.approx(_direct(before, after, width), rel=0.03)


def test_mean_features_merge():
    random = np.random.default_rng(3)
    rows = random.normal(0, 1, (300, 4))
    features = mmd.fourier(4, 1.0)
    parts = features.of(rows[:100]).sum(axis=0) + features.of(rows[100:]).sum(axis=0)
    np.testing.assert_allclose(parts / 300, features.of(rows).mean(axis=0), atol=1e-12)


def test_it_sees_a_spread_that_the_centroid_does_not_show():
    random = np.random.default_rng(5)
    assert mmd.between(random.normal(1, 0.5, (400, 4)), random.normal(1, 1, (400, 4))).p_value < 1e-6


def test_the_same_data_give_the_same_answer():
    rows = np.random.default_rng(1).normal(0, 1, (200, 3))
    assert mmd.between(rows[:80], rows[80:]) == mmd.between(rows[:80], rows[80:])


def test_false_alarms_are_as_rare_as_promised():
    alarms = 0
    for seed in range(200):
        random = np.random.default_rng(seed)
        rows = random.normal(0, 1, (200, 5))
        alarms += mmd.between(rows[:100], rows[100:], random=random).p_value < 0.05
    assert alarms <= 20


def test_constant_vectors_do_not_differ():
    found = mmd.between(np.ones((20, 2)), np.ones((30, 2)))
    assert found.value == pytest.approx(0, abs=1e-12)
    assert found.p_value == 1.0
