"""Constants of control charts against the printed tables (Montgomery, appendix VI) and exact values."""

import pytest

from tidegauge.stats.spc import constants


def test_c4(oracles):
    for n, expected in oracles["constants"]["c4"].items():
        assert float(constants.c4(int(n))) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("n", ["2", "3", "4", "5"])
def test_d2(oracles, n):
    assert constants.d2(int(n)) == pytest.approx(oracles["constants"]["d2"][n], abs=5e-9)


@pytest.mark.parametrize("n", ["2", "3", "4", "5"])
def test_d3_through_the_printed_d4(oracles, n):
    rows = int(n)
    assert 1 + 3 * constants.d3(rows) / constants.d2(rows) == pytest.approx(
        oracles["constants"]["D4"][n], abs=6e-4
    )


@pytest.mark.parametrize("n", ["2", "3", "4", "5"])
def test_d2_through_the_printed_a2(oracles, n):
    rows = int(n)
    assert 3 / constants.d2(rows) / rows**0.5 == pytest.approx(oracles["constants"]["A2"][n], abs=6e-4)
