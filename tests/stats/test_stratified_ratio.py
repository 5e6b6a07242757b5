"""The stratified ratio against scipy of one stratum, against the stratified mean where every b is 1, and by simulation."""

import numpy as np
import pytest
from scipy import stats

from tidegauge.stats import stratified
from tidegauge.stats.stratified_ratio import difference


def sums(a, b):
    return len(a), a.sum(), b.sum(), (a * a).sum(), (a * b).sum(), (b * b).sum()


def table(strata):
    return tuple(np.array(one, dtype=float) for one in zip(*(sums(a, b) for a, b in strata), strict=True))


def drawn(random, rate, n):
    calls = random.poisson(2, n) + 1.0
    return random.gamma(2, rate / 2, n) * calls, calls


def test_one_stratum_is_the_welch_test_of_the_linearised_rows():
    random = np.random.default_rng(1)
    (a, b), (c, d) = drawn(random, 1.0, 900), drawn(random, 1.2, 700)
    found = difference(table([(a, b)]), table([(c, d)]))
    lines = [(x - x.sum() / y.sum() * y) / y.mean() + x.sum() / y.sum() for x, y in ((a, b), (c, d))]
    known = stats.ttest_ind(lines[1], lines[0], equal_var=False)
    low, high = known.confidence_interval(0.95)
    error = (high - low) / 2 / stats.t.ppf(0.975, known.df)
    assert float(found.common.value) == pytest.approx(lines[1].mean() - lines[0].mean(), rel=1e-12)
    half = float(found.common.high - found.common.low) / 2
    assert half / stats.norm.ppf(0.975) == pytest.approx(error, rel=1e-9)


def test_where_every_b_is_one_it_is_the_stratified_mean():
    random = np.random.default_rng(2)
    sides = [
        [(random.gamma(2, 1 + stratum, n), np.ones(n)) for stratum, n in enumerate(sizes)]
        for sizes in ((40, 90, 30), (70, 30, 60))
    ]
    found = difference(*(table(side) for side in sides))
    moments = [
        tuple(np.array([one(a) for a, _ in side]) for one in (len, np.sum, lambda a: (a * a).sum()))
        for side in sides
    ]
    known = stratified.difference(*moments)
    for name in ("value", "low", "high", "p_value"):
        assert float(getattr(found.common, name)) == pytest.approx(
            float(getattr(known.common, name)), rel=1e-9
        )
    assert found.compared == pytest.approx(known.compared)


def test_traffic_that_moves_is_mix_and_no_change():
    random, hits, mixes = np.random.default_rng(3), 0, []
    for _ in range(200):
        before = [drawn(random, 1.0, 300), drawn(random, 5.0, 100)]
        after = [drawn(random, 1.0, 100), drawn(random, 5.0, 300)]
        found = difference(table(before), table(after))
        hits += float(found.common.low) <= 0 <= float(found.common.high)
        mixes.append(found.mix)
    assert hits >= stats.binom.ppf(0.001, 200, 0.95)
    assert np.mean(mixes) == pytest.approx(2.0, abs=0.05)


def test_strata_that_one_side_lacks_are_not_compared():
    random = np.random.default_rng(4)
    before = [drawn(random, 1.0, 50), drawn(random, 1.0, 3)]
    after = [drawn(random, 1.0, 50), drawn(random, 9.0, 150)]
    found = difference(table(before), table(after))
    assert found.compared == pytest.approx(after[0][1].sum() / (after[0][1].sum() + after[1][1].sum()))
    assert float(found.common.n_current) == 50
    nothing = difference(table([before[1]]), table([after[1]]))
    assert np.isnan(float(nothing.common.value))
    assert nothing.compared == 0
