"""Run lengths of EWMA and CUSUM against R's spc 0.6.7 (Knoth), which solves the same integral equations."""

import pytest

from tidegauge.stats.spc import run_lengths

SHIFTS = [0, 0.25, 0.5, 1, 1.5, 2]


@pytest.mark.parametrize("shift", SHIFTS)
def test_ewma_with_fixed_limits(oracles, shift):
    expected = oracles["arl"][f"ewma_l.2_L3_mu{shift}"]
    assert run_lengths.ewma(0.2, 3.0, shift, settling=False) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("shift", SHIFTS)
def test_ewma_with_limits_that_vary_with_time(oracles, shift):
    """`xewma.arl(limits="vacl")` of R iterates until limits settle to about 1e-8."""
    expected = oracles["arl"][f"ewma_l.2_L3_vacl_mu{shift}"]
    assert run_lengths.ewma(0.2, 3.0, shift) == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize("shift", SHIFTS)
def test_ewma_with_weight_a_tenth(oracles, shift):
    """The key of this oracle rounds L: it was computed with 2.703, as the note beside it says."""
    expected = oracles["arl"][f"ewma_l.1_L2.7_mu{shift}"]
    assert run_lengths.ewma(0.1, 2.703, shift, settling=False) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("limit", [4, 5])
@pytest.mark.parametrize("shift", SHIFTS)
def test_two_sided_cusum(oracles, limit, shift):
    expected = oracles["arl"][f"cusum_k.5_h{limit}_two_mu{shift}"]
    assert run_lengths.cusum(0.5, float(limit), shift) == pytest.approx(expected, rel=1e-9)


def test_limits_for_370_points_between_false_signals(oracles):
    expected = oracles["arl"]
    assert run_lengths.ewma(0.1, expected["xewma_crit_l.1_arl370"], settling=False) == pytest.approx(
        370.4, abs=0.01
    )
    assert run_lengths.ewma(0.2, expected["xewma_crit_l.2_arl370"], settling=False) == pytest.approx(
        370.4, abs=0.01
    )
    assert run_lengths.cusum(0.5, expected["xcusum_crit_k.5_arl370"]) == pytest.approx(370.4, abs=0.01)
