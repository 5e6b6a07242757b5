"""Paired changes against statsmodels, scipy and Newcombe's paper, and the coverage of the interval."""

import numpy as np
import pytest
from scipy import stats

from tidegauge.stats import paired


def _table(both, lost, gained, neither):
    before = np.repeat([1.0, 1.0, 0.0, 0.0], [both, lost, gained, neither])
    return before, np.repeat([1.0, 0.0, 1.0, 0.0], [both, lost, gained, neither])


@pytest.mark.parametrize(
    ("table", "p_value"),
    [
        ((1382, 38, 74, 12), 0.0008605684481792975),
        ((700, 80, 40, 180), 0.00033040001839131815),
        ((20, 12, 2, 16), 0.012939453125),
        ((10, 0, 0, 3), 1.0),
    ],
)
def test_p_value_is_statsmodels_exact_mcnemar(table, p_value):
    # statsmodels 0.15.0, stats.contingency_tables.mcnemar(table, exact=True).pvalue
    assert float(paired.shares(*_table(*table)).change.p_value) == pytest.approx(p_value, rel=1e-9)


def test_mid_p_is_half_a_point_less():
    # Fagerland, Lydersen & Laake (2013): exact minus the probability of the table that was seen.
    found = paired.shares(*_table(59, 6, 16, 80))
    assert float(found.change.p_value) == pytest.approx(0.0525, abs=5e-5)
    assert found.mid_p == pytest.approx(0.0347, abs=5e-5)


def test_interval_is_newcombes_method_10():
    # Newcombe (1998), Statistics in Medicine 17, 2635-2650: cells 36, 12, 2, 0.
    change = paired.shares(*_table(36, 12, 2, 0)).change
    assert float(-change.high) == pytest.approx(0.0569, abs=5e-5)
    assert float(-change.low) == pytest.approx(0.3404, abs=5e-5)


def test_interval_covers_as_often_as_it_says():
    random = np.random.default_rng(2)
    cells = np.array([0.6, 0.12, 0.05, 0.23])
    held = 0
    for _ in range(1000):
        change = paired.shares(*_table(*random.multinomial(150, cells))).change
        held += bool(change.low <= cells[2] - cells[1] <= change.high)
    assert 930 <= held <= 975


def test_numbers_are_scipys():
    random = np.random.default_rng(3)
    before = random.lognormal(2, 0.5, 80)
    after = before * random.lognormal(0.05, 0.3, 80)
    found = paired.numbers(before, after)
    theirs = stats.ttest_rel(after, before)
    limits = theirs.confidence_interval(0.95)
    assert float(found.change.p_value) == pytest.approx(theirs.pvalue, rel=1e-9)
    assert [float(found.change.low), float(found.change.high)] == pytest.approx([limits.low, limits.high])
    assert found.mid_p == pytest.approx(stats.wilcoxon(after - before).pvalue)


def test_pairs_that_lack_a_value_are_left_out():
    found = paired.numbers([1.0, np.nan, 3.0, 4.0], [2.0, 2.0, np.nan, 5.5])
    assert float(found.change.n_current) == 2
    assert float(found.change.value) == pytest.approx(1.25)


def test_nothing_changed_at_all():
    assert float(paired.numbers([1.0, 2.0], [1.0, 2.0]).change.p_value) == 1.0
    assert float(paired.shares([1.0, 0.0], [1.0, 0.0]).change.p_value) == 1.0


def test_no_pairs_are_no_answer():
    for found in (paired.shares([], []), paired.numbers([1.0], [2.0])):
        assert np.isnan(float(found.change.value))
