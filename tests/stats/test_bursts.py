"""Bursts beyond the usual hours: found with their hours, and seldom where counts only vary more than chance."""

import numpy as np

from tidegauge.stats.bursts import bursts

HOURS = 5 * 168


def _counts(seed: int, mean: float, dispersion: float) -> np.ndarray:
    random = np.random.default_rng(seed)
    usual = mean * (1 + 0.8 * np.sin(np.arange(HOURS) % 24 / 24 * 2 * np.pi))
    shape = usual / (dispersion - 1)
    return random.negative_binomial(shape, 1 / dispersion).astype(np.float64)


def test_a_loop_overnight_is_found_with_its_hours() -> None:
    counts = _counts(1, 40, 3)
    counts[790:798] += 250
    (found,) = bursts(counts, since=4 * 168)
    assert (found.first, found.last) == (790, 797)
    assert 0.9 * 2_000 < found.events < 1.1 * 2_000


def test_overdispersed_counts_are_no_bursts() -> None:
    """A hundred keys whose counts vary five times more than chance, 168 hours each: at most five false alarms."""
    assert sum(len(bursts(_counts(seed, 30, 5), 4 * 168)) for seed in range(100)) <= 5


def test_a_key_of_a_few_batches_has_no_usual() -> None:
    counts = np.zeros(HOURS)
    counts[[100, 400, 800]] = 500
    assert bursts(counts, 4 * 168) == []


def test_a_gap_of_an_hour_is_bridged() -> None:
    counts = np.full(HOURS, 20.0)
    counts[[700, 702]] = 300
    assert [(one.first, one.last) for one in bursts(counts, 4 * 168)] == [(700, 702)]
