"""Kitagawa's decomposition: by hand, on a printed Simpson reversal, and its sum for any table."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegauge.stats.decomposition import kitagawa, standard_errors

COUNT = st.integers(0, 10_000)
TABLES = st.lists(st.tuples(COUNT, COUNT, COUNT, COUNT), min_size=1, max_size=12)


def test_by_hand():
    # Shares .8/.2 -> .5/.5, rates .10/.30 -> .12/.28. Rate: .65 x .02 + .35 x -.02; mix: -.3 x .11 + .3 x .29.
    split = kitagawa([8, 6], [80, 20], [6, 14], [50, 50])
    assert (split.rate, split.mix, split.change) == pytest.approx((0.006, 0.054, 0.06))


def test_simpsons_reversal_of_the_kidney_stones():
    # Charig et al. (1986), BMJ 292, 879-882: open surgery 81/87 small, 192/263 large stones; percutaneous 234/270, 55/80.
    split = kitagawa([81, 192], [87, 263], [234, 55], [270, 80])
    assert split.change == pytest.approx(289 / 350 - 273 / 350)
    assert split.rate < 0 < split.mix


@pytest.mark.parametrize(
    ("tables", "rate", "mix"),
    [
        (([9, 0], [90, 0], [9, 5], [90, 10]), 0.0, 0.04),
        (([9, 5], [90, 10], [9, 0], [90, 0]), 0.0, -0.04),
        (([9, 0], [90, 0], [9, 0], [90, 0]), 0.0, 0.0),
        (([9, None], [90, None], [9, 5], [90, 10]), 0.0, 0.04),
        (([0, 0], [0, 0], [9, 5], [90, 10]), np.nan, np.nan),
        (([5], [10], [8], [10]), 0.3, 0.0),
    ],
)
def test_segments_that_appear_or_vanish_are_all_mix(tables, rate, mix):
    split = kitagawa(*tables)
    assert (split.rate, split.mix) == pytest.approx((rate, mix), nan_ok=True, abs=1e-12)


@given(TABLES)
def test_the_parts_always_sum_to_the_change(rows):
    a1, b1, a2, b2 = np.array(rows, dtype=float).T
    if not (b1.sum() and b2.sum()):
        return
    split = kitagawa(a1, b1, a2, b2)
    known1, known2 = a1[b1 > 0].sum() / b1.sum(), a2[b2 > 0].sum() / b2.sum()
    scale = max(1.0, np.abs(split.rate_by_segment).sum() + np.abs(split.mix_by_segment).sum(), known1, known2)
    assert split.change == pytest.approx(known2 - known1, abs=1e-9 * scale)
    assert split.rate + split.mix == pytest.approx(split.change, abs=1e-9 * scale)


def test_standard_errors_are_the_spread_of_drawn_samples():
    """The authority is the draw itself: 4,000 pairs of samples of three segments whose shares and rates both move."""
    random = np.random.default_rng(11)
    sides = (([0.5, 0.3, 0.2], [0.05, 0.2, 0.5], 900), ([0.3, 0.3, 0.4], [0.08, 0.2, 0.45], 700))
    parts, errors = [], []
    for _ in range(4_000):
        drawn = []
        for shares, rates, rows in sides:
            n = random.multinomial(rows, shares)
            drawn.append((n, random.binomial(n, rates)))
        (n1, s1), (n2, s2) = drawn
        found = kitagawa(s1, n1, s2, n2)
        parts.append((found.rate, found.mix))
        told = standard_errors(n1, s1, s1, n2, s2, s2)
        errors.append((told.rate, told.mix))
    np.testing.assert_allclose(np.mean(errors, axis=0), np.std(parts, axis=0), rtol=0.04)
