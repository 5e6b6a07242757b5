"""Error budgets. Authority: the Site Reliability Workbook (Beyer et al. 2018, O'Reilly), chapter 5, its tables 5-4 and 5-8;
scipy's Wilson interval; and a replay of the coming days, call by call."""

import numpy as np
import pytest
from scipy import stats

from tidegauge.stats.burn import PACES, burn_rate, dispersion, runs_out, spent

MONTH = 30 * 24 * 60


@pytest.mark.parametrize(("pace", "consumed"), list(zip(PACES, (0.02, 0.05, 0.10), strict=True)))
def test_the_paces_spend_what_the_workbook_says(pace, consumed):
    """Table 5-8, of 30 days: 2% in an hour, 5% in six hours, 10% in three days, the short window a twelfth of the long."""
    assert float(spent(pace.factor, pace.long, MONTH)) == pytest.approx(consumed)
    assert pace.short == pace.long // 12


@pytest.mark.parametrize(
    ("burn", "error_rate", "minutes"),
    [(1, 0.001, MONTH), (2, 0.002, 15 * 24 * 60), (10, 0.01, 3 * 24 * 60), (1000, 1.0, 43.2)],
)
def test_error_rates_and_time_to_exhaustion_are_the_workbooks(burn, error_rate, minutes):
    """Table 5-4, an objective of 99.9%: 30 days, 15 days, 3 days, 43 minutes."""
    found = burn_rate(error_rate * 1e6, 1e6, 0.999)
    assert float(found.value) == pytest.approx(burn)
    hours = np.full(30 * 24, 500.0)
    ends = runs_out(np.zeros(hours.size), hours, 0.999, float(found.value))
    assert ends is not None
    assert ends * 60 == pytest.approx(minutes, rel=1e-3)


def test_the_interval_is_wilsons_over_what_is_allowed():
    found = burn_rate(37, 4_000, 0.99)
    wilson = stats.binomtest(37, 4_000).proportion_ci(method="wilson")
    assert (float(found.low), float(found.high)) == pytest.approx((wilson.low / 0.01, wilson.high / 0.01))
    assert float(found.n) == 4_000


def test_failures_that_come_in_heaps_widen_it_and_move_nothing():
    calm, wild = burn_rate(40, 4_000, 0.99), burn_rate(40, 4_000, 0.99, dispersion=4)
    assert float(wild.value) == pytest.approx(float(calm.value))
    assert float(wild.high - wild.low) == pytest.approx(2 * float(calm.high - calm.low), rel=0.05)
    assert float(wild.n) == 4_000


def test_no_calls_and_no_failures():
    assert np.isnan(burn_rate(0, 0, 0.99).value)
    none = burn_rate(0, 300, 0.99)
    assert float(none.low) == 0
    assert float(none.high) > 1


@pytest.mark.parametrize(("heaps", "least"), [(60.0, 0.92), (11.0, 0.84)])
def test_the_interval_covers_when_failures_come_in_heaps(heaps, least):
    """Hours with a failure rate of their own (beta-binomial), over 1,000 months of 95% intervals.

    With twice the variance of chance it is 93%. With six times, where an hour in twenty has most of the failures, those
    are taken for outages and the interval is too narrow: docs/service.md says by how much.
    """
    random = np.random.default_rng(8)
    held = []
    for _ in range(1_000):
        n = random.poisson(60, 28 * 24).astype(float)
        rates = random.beta(0.02 * heaps, 0.98 * heaps, n.size)
        bad = random.binomial(n.astype(int), rates).astype(float)
        found = burn_rate(bad.sum(), n.sum(), 0.98, dispersion(bad, n))
        held.append(found.low <= 1 <= found.high)
    assert least <= np.mean(held) <= 0.98


def test_an_outage_is_not_noise():
    random = np.random.default_rng(9)
    n = np.full(28 * 24, 200.0)
    bad = random.binomial(200, 0.01, n.size).astype(float)
    quiet = dispersion(bad, n)
    bad[400:404] = 180
    assert quiet < 1.2
    assert dispersion(bad, n) < 2


def test_it_ends_when_a_replay_says():
    """The budget of a rolling week, replayed hour by hour: old failures leave while new ones come."""
    random = np.random.default_rng(10)
    n = random.poisson(100, 168).astype(float)
    bad = random.binomial(n.astype(int), 0.004).astype(float)
    burn, objective = 1.7, 0.99
    found = runs_out(bad, n, objective, burn)
    past, calls = bad.tolist(), n.tolist()
    hours = 0
    while sum(past) < 0.01 * sum(calls):
        past = [*past[1:], n.mean() * burn * 0.01]
        calls = [*calls[1:], n.mean()]
        hours += 1
    assert found is not None
    assert hours - 1 < found <= hours


def test_a_pace_that_old_failures_outrun_never_ends():
    n = np.full(168, 100.0)
    assert runs_out(np.full(168, 0.5), n, 0.99, burn=0.4) is None
    assert runs_out(np.full(168, 2.0), n, 0.99, burn=0.4) == 0
    assert runs_out(np.zeros(168), np.zeros(168), 0.99, burn=3) is None
    assert runs_out(np.zeros(168), n, 0.99, burn=float("nan")) is None


def test_a_store_that_is_young_has_the_calls_it_has():
    """Two days of a week: the mean is that since the first call, else tomorrow would have fewer calls than today."""
    n = np.concatenate([np.zeros(120), np.full(48, 100.0)])
    found = runs_out(np.zeros(168), n, 0.99, burn=2)
    # After h hours: 2 h of bad against 48 + h of calls, until both are alike at 48.
    assert found == pytest.approx(48)
