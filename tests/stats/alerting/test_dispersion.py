"""Overdispersion: simulated windows whose dispersion is known by construction."""

import numpy as np
import pytest

from tidegauge.stats.alerting.dispersion import dispersion
from tidegauge.stats.alerting.sums import Sums
from tidegauge.stats.alerting.usual import Usual

WINDOWS, ROWS, LEVEL = 2_000, 400, 0.05


def of(hits: np.ndarray) -> tuple[Sums, Usual]:
    rows = np.full(hits.shape, float(ROWS))
    level = np.full(hits.shape, LEVEL)
    return Sums(rows, hits, rows, hits, hits, rows), Usual(level, rows, level * (1 - level))


def test_independent_rows_have_none() -> None:
    random = np.random.default_rng(1)
    found = dispersion(*of(random.binomial(ROWS, LEVEL, (WINDOWS, 8)).astype(float)), days=1e9, of=5)
    assert found.min() >= 1
    assert found.max() < 1.2


def test_calls_that_come_in_fours_vary_four_times_as_much() -> None:
    random = np.random.default_rng(2)
    hits = 4.0 * random.binomial(ROWS // 4, LEVEL, (WINDOWS, 8))
    found = dispersion(*of(hits), days=1e9, of=1)
    assert found.mean() == pytest.approx(4, abs=0.3)


def test_windows_that_resemble_their_neighbours_vary_more_over_five() -> None:
    random, blocks = np.random.default_rng(3), WINDOWS // 20
    levels = np.repeat(random.choice([0.03, 0.07], (blocks, 8)), 20, axis=0)
    hits = random.binomial(ROWS, levels).astype(float)
    apart, together = (dispersion(*of(hits), days=1e9, of=size) for size in (1, 5))
    # Each window has variance 1 + n (0.02)^2 / 0.0475 = 4.4 times the binomial; five in a row up to five times the excess.
    assert apart.mean() == pytest.approx(1 + ROWS * 0.02**2 / 0.0475, rel=0.1)
    assert together.mean() > 2.5 * apart.mean()


def test_an_incident_in_the_baseline_is_no_noise() -> None:
    random = np.random.default_rng(4)
    hits = random.binomial(ROWS, LEVEL, (WINDOWS, 8)).astype(float)
    hits[100:110] = 0.7 * ROWS
    found = dispersion(*of(hits), days=1e9, of=1)
    assert found.max() < 1.3


def test_a_level_taken_from_few_windows_lies_too_close_to_them() -> None:
    random = np.random.default_rng(5)
    hits = random.binomial(ROWS, LEVEL, (3, 20_000)).astype(float)
    rows = np.full(hits.shape, float(ROWS))
    level = np.broadcast_to(hits.mean(axis=0) / ROWS, hits.shape)
    sums, usual = Sums(rows, hits, rows, hits, hits, rows), Usual(level, rows, level * (1 - level))
    # Deviations from a mean of three have two thirds of the variance.
    found = dispersion(sums, usual, days=3, of=1)
    assert found.mean() == pytest.approx(1, abs=0.1)
