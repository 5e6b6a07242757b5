"""X-bar, R, S and I-MR charts against R's qcc 2.7 and NIST's handbook."""

from dataclasses import replace

import numpy as np
import pytest

from tidegauge.stats.spc import dispersion, spread_limits
from tidegauge.stats.spc._records import values
from tidegauge.stats.spc.family import METHODS
from tidegauge.stats.spc.rule import Rule

TABLED = 1e-5
"""qcc divides ranges by the tabled d2 = 2.326; exact is 2.325929."""


def test_x_bar_limits_from_ranges(oracles, means):
    case = oracles["qcc"]["xbar_own"]
    groups = means(case["data"])
    sigma = dispersion.range_sigma(np.ptp(np.array(case["data"]), axis=1), 5)
    assert sigma == pytest.approx(case["std_dev"], rel=4e-5)
    baseline = replace(METHODS["x_bar_s"].fit(groups), sigma=sigma)
    chart = METHODS["x_bar_s"].chart(groups, baseline, [Rule.BEYOND])
    assert baseline.centre == pytest.approx(case["center"], rel=1e-13)
    assert [chart.lower[0], chart.upper[0]] == pytest.approx(case["limits"], abs=TABLED)


def test_r_chart(oracles):
    case = oracles["qcc"]["R_own"]
    ranges = np.ptp(np.array(oracles["qcc"]["xbar_own"]["data"]), axis=1)
    limits = spread_limits.r_chart(dispersion.range_sigma(ranges, 5), 5)
    assert float(limits.centre) == pytest.approx(case["center"], rel=1e-12)
    assert [float(limits.lower), float(limits.upper)] == pytest.approx(case["limits"], abs=TABLED)


def test_s_chart(oracles, means):
    case = oracles["qcc"]["S_own"]
    sigma = dispersion.within(means(oracles["qcc"]["xbar_own"]["data"]))
    limits = spread_limits.s_chart(sigma, 5)
    # The rows lie near 74 and spread by 0.01: sums of squares keep nine digits of that.
    assert sigma == pytest.approx(case["std_dev"], rel=1e-7)
    assert float(limits.centre) == pytest.approx(case["center"], rel=1e-7)
    assert [float(limits.lower), float(limits.upper)] == pytest.approx(case["limits"], rel=1e-7)


def test_phase_two_beside_frozen_limits(oracles, means):
    first, second = oracles["qcc"]["xbar_own"], oracles["qcc"]["xbar_own_phase2"]
    method = METHODS["x_bar_s"]
    baseline = replace(method.fit(means(first["data"])), sigma=first["std_dev"])
    chart = method.chart(means([*first["data"], *second["newdata"]]), baseline, [Rule.BEYOND])
    assert [one.index + 1 for one in chart.signals] == second["beyond"]


@pytest.mark.parametrize("name", ["imr_nist", "xbar_one_own"])
def test_individuals_of_qcc_and_nist(oracles, name):
    """NIST 6.3.2.2 prints 50.81, 45.8159 and 55.8041 for the flow rates."""
    case = oracles["qcc"][name]
    groups = values(case["data"])
    baseline = METHODS["individuals"].fit(groups)
    chart = METHODS["individuals"].chart(groups, baseline, [Rule.BEYOND])
    assert baseline.centre == pytest.approx(case["center"], rel=1e-13)
    assert baseline.sigma == pytest.approx(case["std_dev"], rel=1e-12)
    assert 1.128 * baseline.sigma == pytest.approx(case["mr_bar"], rel=1e-12)
    assert [chart.lower[0], chart.upper[0]] == pytest.approx(case["limits"], rel=1e-12)
