"""CUSUM against R's qcc 2.7 and NIST's handbook 6.3.2.3."""

import numpy as np
import pytest

from tidegauge.stats.spc._records import Baseline, Kind, values
from tidegauge.stats.spc.methods import cusum
from tidegauge.stats.spc.rule import Rule


def test_sums_of_nist_in_the_units_of_the_data(oracles):
    case = oracles["qcc"]["cusum_nist_6323"]
    upper, lower = cusum.sums(np.array(case["data"]) - case["target"], case["k"])
    assert upper == pytest.approx(np.array(case["S_hi"]), abs=1e-11)
    assert lower == pytest.approx(np.array(case["S_lo"]), abs=1e-11)
    assert int(np.argmax(upper > case["h"])) + 1 == 14


def test_sums_of_qcc_in_sigmas(oracles):
    case, data = oracles["qcc"]["cusum_qcc_nist"], oracles["qcc"]["cusum_nist_6323"]
    upper, lower = cusum.sums((np.array(data["data"]) - data["target"]) / 0.635)
    assert upper == pytest.approx(np.array(case["pos"]), abs=1e-11)
    assert -lower == pytest.approx(np.array(case["neg"]), abs=1e-11)
    assert (np.flatnonzero(upper > 4) + 1).tolist() == case["upper"]


def test_a_change_that_lasts_stays_marked():
    baseline = Baseline("cusum", Kind.VALUE, 60, 0.0, 1.0)
    chart = cusum.chart(values(np.full(40, -2.0)), baseline, [Rule.BEYOND])
    assert [one.index for one in chart.signals] == list(range(3, 40))
    assert float(chart.other[3]) == pytest.approx(-6.0)
