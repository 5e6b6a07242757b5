"""Main effects. Authority: Deming and Stephan's margins, and least squares by numpy for the additive ones."""

import numpy as np
import pytest

from tidegauge.stats.scoping.main_effects import factors, offsets

CODES = np.array([[a, b] for a in range(3) for b in range(4)]).T.astype(np.int32)


def test_a_product_of_factors_is_found() -> None:
    truth = np.outer([0.01, 0.02, 0.05], [1, 2, 0.5, 1.5]).ravel()
    w = np.random.default_rng(1).integers(10**6, 3 * 10**6, 12).astype(float)
    assert factors(CODES, w * truth, w, 1.0) == pytest.approx(truth, rel=0.001)


def test_the_last_margin_is_kept() -> None:
    random = np.random.default_rng(2)
    w, y = random.integers(10**5, 10**6, 12).astype(float), random.integers(10**4, 10**5, 12).astype(float)
    fitted = w * factors(CODES, y, w, 1.0)
    assert np.bincount(CODES[1], fitted) == pytest.approx(np.bincount(CODES[1], y), rel=1e-3)


def test_a_sum_of_offsets_is_least_squares() -> None:
    random = np.random.default_rng(3)
    w, y = np.full(12, 100.0), random.normal(0, 50, 12)
    design = np.column_stack([CODES[0] == a for a in range(3)] + [CODES[1] == b for b in range(1, 4)]).astype(
        float
    )
    best = design @ np.linalg.lstsq(design, y / w, rcond=None)[0]
    assert offsets(CODES, y, w, 0.0) == pytest.approx(best)


def test_what_never_happened_is_still_possible() -> None:
    value = factors(CODES, np.zeros(12), np.full(12, 100.0), 1.0)
    assert (value > 0).all()
    assert (value < 0.01).all()
