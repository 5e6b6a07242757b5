"""What is usual at a time of day: arithmetic by hand, and simulated days."""

import numpy as np

from tidegauge.stats.alerting.sums import Sums
from tidegauge.stats.alerting.usual import pooled, usual_mean, usual_rate, usual_total

DAYS, HOURS = 21, 24


def rates(random: np.random.Generator, level: np.ndarray, n: int) -> Sums:
    """Hourly windows of `DAYS` days with this level at each hour."""
    slots = np.tile(np.arange(HOURS), DAYS)
    hits = random.binomial(n, level[slots])[:, None].astype(float)
    rows = np.full_like(hits, n)
    return Sums(rows, hits, rows, hits, hits, rows)


def test_each_hour_has_its_own_level() -> None:
    random, level = np.random.default_rng(1), np.full(HOURS, 0.02)
    level[3:6] = 0.20
    baseline = rates(random, level, 4_000)
    near = pooled(baseline, np.tile(np.arange(HOURS), DAYS), HOURS, 0)
    found = usual_rate(baseline.whole, near)
    # 84,000 rows an hour: five standard errors of 0.20 are 0.007.
    assert np.abs(found.level[:, 0] - level).max() < 0.007


def test_an_hour_with_hardly_an_event_leans_on_the_day() -> None:
    one = np.ones((HOURS, 1))
    baseline = Sums(100 * one, 2 * one, 100 * one, 2 * one, 2 * one, 100 * one)
    empty = baseline.map(np.zeros_like)
    found = usual_rate(baseline.whole, empty)
    # Half an event more than 48 of 2,400 rows (Jeffreys), lent to every hour; it stands on what two events take.
    assert np.allclose(found.level, 48.5 / 2401)
    assert np.allclose(found.n, 2 / (48.5 / 2401))


def test_what_was_never_seen_is_not_impossible() -> None:
    one = np.ones((HOURS, 1))
    baseline = Sums(100 * one, 0 * one, 100 * one, 0 * one, 0 * one, 100 * one)
    level = usual_rate(baseline.whole, baseline).level
    assert (level > 0).all()
    assert (level < 0.001).all()


def test_a_mean_varies_as_its_own_hour_does() -> None:
    random, n = np.random.default_rng(2), 500
    spread = np.where(np.arange(HOURS) < 6, 8.0, 1.0)
    values = random.normal(10.0, spread[:, None], (HOURS, n))
    a, aa = values.sum(axis=1)[:, None], (values**2).sum(axis=1)[:, None]
    rows = np.full_like(a, n)
    near = Sums(rows, a, rows, aa, a, rows)
    found = usual_mean(near.whole, near).variance[:, 0]
    # 500 rows know a variance to 6%, and 30 rows of the whole day's are mixed in.
    assert (found[:6] > 50).all()
    assert (found[6:] < 3).all()


def test_a_total_of_counts_varies_like_poisson() -> None:
    one = np.full((HOURS, 1), 30.0)
    near = Sums(one, one, np.ones_like(one), one, one, np.ones_like(one))
    found = usual_total(near.whole, near)
    assert np.allclose(found.level, 30)
    assert np.allclose(found.variance, 30)
