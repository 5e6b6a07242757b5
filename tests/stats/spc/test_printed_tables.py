"""Limits that qcc's reference pages print for textbook tables: Montgomery; Ryan; Wetherill and Brown."""

from dataclasses import replace

import numpy as np
import pytest

from tidegauge.stats.spc import dispersion, spread_limits
from tidegauge.stats.spc._records import Kind, values
from tidegauge.stats.spc.family import METHODS
from tidegauge.stats.spc.methods import ewma
from tidegauge.stats.spc.rule import Rule


def limits(name, groups, baseline=None):
    """Return the centre and the limits of the first point, and the 1-based points beyond theirs."""
    method = METHODS[name]
    chart = method.chart(groups, baseline or method.fit(groups), [Rule.BEYOND])
    numbers = [float(array[0]) for array in (chart.centre, chart.lower, chart.upper)]
    return numbers, [one.index + 1 for one in chart.signals]


def test_piston_rings(printed, table, means):
    expected = printed["pistonrings"]["published"]
    rows = table("pistonrings")[0].reshape(25, 5)
    sigma = dispersion.range_sigma(np.ptp(rows, axis=1), 5)
    groups = means(rows)
    baseline = replace(METHODS["x_bar_s"].fit(groups), sigma=sigma)
    found, _ = limits("x_bar_s", groups, baseline)
    assert found == pytest.approx([expected["center"], expected["xbar_LCL"], expected["xbar_UCL"]], abs=6e-6)
    ranges = spread_limits.r_chart(sigma, 5)
    assert float(ranges.centre) == pytest.approx(expected["R_center"], abs=1e-8)
    assert float(ranges.upper) == pytest.approx(expected["R_UCL"], abs=TABLED)
    spread = spread_limits.s_chart(dispersion.within(groups), 5)
    assert float(spread.centre) == pytest.approx(expected["S_center"], abs=1e-8)
    assert float(spread.upper) == pytest.approx(expected["S_UCL"], abs=1e-8)


TABLED = 1e-5
"""qcc divides by the tabled d2 = 2.326 and takes d3 = .864."""


@pytest.mark.parametrize(
    ("key", "width", "row"), [("l02_n3_row1", 3, 1), ("l02_n3_row25", 3, 25), ("l02_n27_row40", 2.7, 40)]
)
def test_ewma_of_piston_rings(printed, key, width, row):
    expected = printed["pistonrings"]["published"]
    # The printed centre is rounded at the digit that is compared.
    centre = printed["pistonrings"]["recomputed"]["center"]
    half = width * expected["sd"] / np.sqrt(5) * float(ewma.sigma(np.array(float(row)), 0.2))
    assert [centre - half, centre + half] == pytest.approx(expected[f"ewma_{key}"], abs=6e-6)


def test_ewma_finds_the_later_piston_rings(printed, table):
    expected = printed["pistonrings"]
    rows = table("pistonrings", None)[0].reshape(40, 5)
    z = (rows.mean(axis=1) - expected["published"]["center"]) / expected["published"]["sd"] * np.sqrt(5)
    out = np.abs(ewma.smoothed(z, 0.2)) > 2.7 * ewma.sigma(np.arange(1.0, 41), 0.2)
    assert (np.flatnonzero(out) + 1).tolist() == expected["recomputed"]["ewma_l02_n27_beyond"]


def test_orange_juice_cans(printed, table, hits):
    expected = printed["orangejuice"]
    s, n = table("orangejuice")
    found, out = limits("p", hits(s, n))
    assert found == pytest.approx(
        [expected["published"][key] for key in ("p_center", "LCL", "UCL")], abs=6e-8
    )
    assert out == expected["recomputed"]["beyond"]
    kept = np.delete(np.arange(30), [14, 22])
    found, _ = limits("p", hits(s[kept], n[kept]))
    after = expected["published"]["after_removing_15_23"]
    assert found == pytest.approx([after[key] for key in ("center", "LCL", "UCL")], abs=6e-8)


def test_orange_juice_cans_of_the_new_machine(printed, table, hits):
    expected = printed["orangejuice2"]["published"]
    found, _ = limits("p", hits(*table("orangejuice2")))
    assert found == pytest.approx([expected[key] for key in ("center", "LCL", "UCL")], abs=6e-8)


def test_circuit_boards(printed, table, hits):
    expected = printed["circuit"]
    s, _ = table("circuit")
    found, out = limits("u", hits(s, 1.0, Kind.COUNT))
    assert found == pytest.approx(
        [expected["published"][key] for key in ("c_center", "LCL", "UCL")], abs=6e-6
    )
    assert out == expected["recomputed"]["beyond"]
    kept = np.delete(np.arange(26), [5, 19])
    baseline = METHODS["u"].fit(hits(s[kept], 1.0, Kind.COUNT))
    after = expected["published"]["after_removing_6_20"]
    assert [baseline.centre, baseline.sigma] == pytest.approx([after["center"], after["sd"]], abs=6e-6)


def test_personal_computers(printed, table, hits):
    expected = printed["pcmanufact"]["published"]
    found, _ = limits("u", hits(*table("pcmanufact", None), Kind.COUNT))
    assert found == pytest.approx([expected[key] for key in ("u_center", "LCL", "UCL")], abs=6e-7)


def test_viscosity(printed, table):
    expected = printed["viscosity"]["published"]
    groups = values(table("viscosity")[0])
    found, _ = limits("individuals", groups)
    assert found == pytest.approx([expected[key] for key in ("center", "LCL", "UCL")], abs=6e-6)


def test_recalled_tables_of_nist(printed, table):
    """Both tables are marked as recalled from the handbook; the same numbers stand in spc_oracles.json."""
    expected = printed["nist_ewma_recalled"]["ewma"]
    z = (table("nist_ewma_recalled", None)[0] - 50) / 2.0539
    assert 50 + 2.0539 * ewma.smoothed(z, 0.3) == pytest.approx(np.array(expected), abs=6e-5)
