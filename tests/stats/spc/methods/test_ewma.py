"""EWMA against R's qcc 2.7 and NIST's handbook 6.3.2.4; and what is done for n that varies and for neighbours."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.signal import lfilter

from tidegauge.stats.spc._records import Baseline, Kind, Subgroups, values
from tidegauge.stats.spc.methods import ewma
from tidegauge.stats.spc.rule import Rule

CASES = [
    "ewma_fixed_c50_s2.0539_l0.1",
    "ewma_fixed_c50_s2.0539_l0.2",
    "ewma_fixed_c50_s2.0539_l0.3",
    "ewma_nist_6324",
]


@pytest.mark.parametrize("name", CASES)
def test_statistic_and_limits_of_qcc(oracles, name):
    case = oracles["qcc"][name]
    z = (np.array(case["data"]) - case["center"]) / case["sigma"]
    statistic = case["center"] + case["sigma"] * ewma.smoothed(z, case["lambda"])
    half = case["L"] * case["sigma"] * ewma.sigma(np.arange(1.0, z.size + 1), case["lambda"])
    assert statistic == pytest.approx(np.array(case["z"]), rel=1e-13)
    limits = np.stack([case["center"] - half, case["center"] + half], axis=1)
    assert limits == pytest.approx(np.array(case["limits"]), rel=1e-13)


def test_limits_that_nist_prints(oracles):
    low, high = oracles["qcc"]["ewma_nist_6324"]["asymptotic"]
    half = 3 * 2.0539 * float(ewma.sigma(np.array(1e4), 0.3))
    assert [50 - half, 50 + half] == pytest.approx([low, high], abs=1e-12)
    assert [round(low, 4), round(high, 4)] == [47.4116, 52.5884]


def test_chart_in_the_metrics_unit(oracles):
    case = oracles["qcc"]["ewma_fixed_c50_s2.0539_l0.1"]
    baseline = Baseline("ewma", Kind.VALUE, 20, case["center"], case["sigma"])
    chart = ewma.chart(values(case["data"]), baseline, [Rule.BEYOND])
    assert chart.statistic == pytest.approx(np.array(case["z"]), rel=1e-13)
    half = ewma.WIDTH / case["L"] * (np.array(case["limits"])[:, 1] - case["center"])
    assert chart.upper - chart.centre == pytest.approx(half, rel=1e-12)


def test_each_rate_counts_by_its_own_n():
    """A tenth of the hits among a tenth of the rows is the same rate, and says less."""
    baseline = Baseline("ewma", Kind.RATE, 30, centre=0.1, sigma=0.3, typical_n=1000.0)
    levels = []
    for n in (1000.0, 100.0):
        rows = np.full(5, n)
        chart = ewma.chart(Subgroups(Kind.RATE, rows, 0.12 * rows, 0.12 * rows), baseline, [Rule.BEYOND])
        levels.append(float(chart.statistic[-1]) - 0.1)
    assert levels[1] == pytest.approx(levels[0] / np.sqrt(10))


def test_limits_of_autocorrelated_points_are_wider_by_the_formula():
    """sqrt((1 + r) / (1 - r)) with r = .7 is 2.38, on top of a sigma without the neighbours' closeness."""
    plain = Baseline("ewma", Kind.VALUE, 60, 0.0, 1.0)
    near = Baseline("ewma", Kind.VALUE, 60, 0.0, 1.0, autocorrelation=0.7, widening=1.5, factor=1.0)
    x = values(np.zeros(200))
    wide, narrow = (float(ewma.chart(x, one, [Rule.BEYOND]).upper[-1]) for one in (near, plain))
    assert wide / narrow == pytest.approx(2.3805, abs=1e-4)


def test_the_widening_that_is_told_is_the_one_that_is_drawn():
    """Beside a chart that takes the same points for independent."""
    x = lfilter([1], [1, -0.7], np.random.default_rng(3).normal(size=200))
    near = ewma.fit(values(x))
    plain = replace(near, widening=1.0, factor=1.0)
    wide, narrow = (float(ewma.chart(values(x), one, [Rule.BEYOND]).upper[-1]) for one in (near, plain))
    assert (wide - near.centre) / (narrow - near.centre) == pytest.approx(near.widening, rel=1e-9)


def test_a_lasting_shift_is_drawn_where_it_is_whatever_the_neighbours():
    near = Baseline("ewma", Kind.VALUE, 60, 0.0, 1.0, autocorrelation=0.7, widening=1.5, factor=1.0)
    chart = ewma.chart(values(np.full(300, 2.0)), near, [Rule.BEYOND])
    assert float(chart.statistic[-1]) == pytest.approx(2.0, abs=1e-6)
