"""p, p′, u and u′ charts against R's qcc 2.7 and Laney's formula (own arithmetic, Laney 2002)."""

import numpy as np
import pytest

from tidegauge.stats.spc._records import Kind
from tidegauge.stats.spc.family import METHODS
from tidegauge.stats.spc.rule import Rule


def charted(name, groups):
    """Return Phase I of a chart, and the 1-based points beyond its limits."""
    method = METHODS[name]
    baseline = method.fit(groups)
    chart = method.chart(groups, baseline, [Rule.BEYOND])
    return baseline, chart, [one.index + 1 for one in chart.signals]


def limits(chart):
    return np.stack([chart.lower, chart.upper], axis=1)


def test_p_chart_of_qcc(oracles, hits):
    case = oracles["qcc"]["p_own"]
    baseline, chart, out = charted("p", hits(case["D"], case["size"]))
    assert baseline.centre == pytest.approx(case["center"], rel=1e-13)
    assert baseline.sigma == pytest.approx(case["std_dev"], rel=1e-13)
    assert limits(chart) == pytest.approx(np.tile(case["limits"], (30, 1)), rel=1e-12)
    assert out == case["violations"]


def test_np_chart_is_the_p_chart_times_n(oracles, hits):
    case, p = oracles["qcc"]["np_own"], oracles["qcc"]["p_own"]
    baseline, chart, _ = charted("p", hits(p["D"], p["size"]))
    assert 50 * baseline.centre == pytest.approx(case["center"], rel=1e-12)
    assert 50 * limits(chart)[0] == pytest.approx(case["limits"], rel=1e-12)


def test_p_chart_of_qcc_with_n_that_varies(oracles, hits):
    case = oracles["qcc"]["p_variable_n"]
    baseline, chart, out = charted("p", hits(case["D"], case["size"]))
    assert baseline.centre == pytest.approx(case["center"], rel=1e-13)
    assert limits(chart) == pytest.approx(np.array(case["limits"]), rel=1e-12, abs=1e-15)
    assert out == [case["violations"]]


@pytest.mark.parametrize("name", ["c_own", "u_own"])
def test_c_and_u_charts_of_qcc(oracles, hits, name):
    case = oracles["qcc"][name]
    events = oracles["qcc"]["c_own"]["x"]
    baseline, chart, out = charted("u", hits(events, case.get("size", 1.0), Kind.COUNT))
    assert baseline.centre == pytest.approx(case["center"], rel=1e-13)
    assert limits(chart)[0] == pytest.approx(case["limits"], rel=1e-12)
    assert sorted(out) == sorted(case.get("violations", [6, 20]))


def test_u_chart_of_qcc_with_n_that_varies(oracles, hits):
    case = oracles["qcc"]["u_variable_n"]
    baseline, chart, _ = charted("u", hits(case["x"], case["size"], Kind.COUNT))
    assert baseline.centre == pytest.approx(case["center"], rel=1e-13)
    assert limits(chart) == pytest.approx(np.array(case["limits"]), rel=1e-12)


@pytest.mark.parametrize("name", ["small_n_close_to_binomial", "large_n_overdispersed"])
def test_p_prime_chart_of_laney_beside_the_plain_one(oracles, hits, name):
    case = oracles["laney_p_prime"][name]
    groups = hits(case["D"], case["n"])
    baseline, chart, out = charted("p_prime", groups)
    assert baseline.sigma_z == pytest.approx(case["sigma_z"], rel=1e-12)
    assert chart.lower == pytest.approx(np.array(case["lcl"]), rel=1e-12, abs=1e-15)
    assert chart.upper == pytest.approx(np.array(case["ucl"]), rel=1e-12)
    assert out == case["out"]
    plain, chart, out = charted("p", groups)
    assert plain.sigma_z == baseline.sigma_z
    assert chart.upper == pytest.approx(np.array(case["p_ucl"]), rel=1e-12)
    assert out == case["p_out"]


def test_u_prime_chart_of_laney(oracles, hits):
    case = oracles["laney_u_prime"]
    baseline, chart, _ = charted("u_prime", hits(case["c"], case["n"], Kind.COUNT))
    assert baseline.sigma_z == pytest.approx(case["sigma_z"], rel=1e-12)
    assert chart.lower == pytest.approx(np.array(case["lcl"]), abs=1e-15)
    assert chart.upper == pytest.approx(np.array(case["ucl"]), rel=1e-12)
