"""Long vectors cut short, against the exact singular value decomposition of numpy."""

import numpy as np
import pytest

from tidegauge.stats.text.axes import reduced


def test_axes_hold_as_much_as_the_exact_ones():
    random = np.random.default_rng(1)
    low = random.normal(0, 1, (200, 5)) @ random.normal(0, 1, (5, 100)) + random.normal(0, 0.05, (200, 100))
    cut = np.concatenate(reduced(low[:120], low[120:], dimensions=5))
    unit = low / np.linalg.norm(low, axis=1, keepdims=True)
    exact = np.linalg.svd(unit, compute_uv=False)[:5]
    assert (cut[:, :5] ** 2).sum() == pytest.approx((exact**2).sum(), rel=1e-6)


def test_rows_keep_their_length_and_their_angles():
    random = np.random.default_rng(1)
    low = random.normal(0, 1, (60, 4)) @ random.normal(0, 1, (4, 80))
    cut = np.concatenate(reduced(low[:30], low[30:], dimensions=4))
    unit = low / np.linalg.norm(low, axis=1, keepdims=True)
    np.testing.assert_allclose((cut**2).sum(axis=1), 1)
    np.testing.assert_allclose(cut @ cut.T, unit @ unit.T, atol=1e-6)


def test_short_vectors_only_get_length_one():
    before, after = reduced(np.array([[3.0, 4.0], [0.0, 0.0]]), np.array([[0.0, 2.0]]))
    assert before.tolist() == [[0.6, 0.8], [0, 0]]
    assert after.tolist() == [[0, 1]]
