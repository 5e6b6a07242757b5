"""Change points against the shared oracles (ruptures' Pelt and an independent PELT), and on series with and without."""

import json

import numpy as np
import pytest
from scipy.signal import lfilter

from tidegauge.stats.changepoint.kernel_cpd import breaks, change_points

POINTS = 365


@pytest.fixture(scope="module")
def oracles(shared):
    """Breaks by ruptures 1.1.10 Pelt(l2, jump=1), KernelCPD(linear), and twelve lines of numpy, all with min_size 2."""
    return json.loads((shared / "oracles/changepoint_oracles.json").read_text())


@pytest.mark.parametrize(
    ("name", "authority"),
    [("pelt_l2", "breaks"), ("pelt_3seg", "breaks"), ("pelt_3seg", "kernelcpd_linear"), ("pelt_3seg", "own")],
)
def test_breaks_are_those_of_pelt(oracles, name, authority):
    case = oracles[name]
    assert breaks(np.array(case["x"], dtype=float), case["pen"], 2) == case[authority]


def test_own_penalty_gives_the_oracles_breaks_too(oracles):
    """Its recipe: N(0), N(1.5), N(-0.5) with standard deviation 1, sixty points each."""
    x = np.array(oracles["pelt_3seg"]["x"])
    found = change_points(x)
    assert [one.index for one in found] == oracles["pelt_3seg"]["breaks"][:-1]
    assert [one.before for one in found] == pytest.approx([x[:56].mean(), x[56:121].mean()])
    assert found[1].after == pytest.approx(x[121:].mean())


def level(kind, seed):
    generator = np.random.default_rng(seed)
    match kind:
        case "normal":
            return generator.normal(size=POINTS)
        case "heavy tails":
            return generator.standard_t(4, POINTS) / np.sqrt(2)
        case _:
            return lfilter([np.sqrt(0.75)], [1, -0.5], generator.normal(size=POINTS + 50))[50:]


@pytest.mark.parametrize("kind", ["normal", "heavy tails", "neighbours alike"])
def test_level_series_rarely_change(kind):
    """Measured over 200 series in statistics.md section 8: 0.005, 0 and 0."""
    assert sum(bool(change_points(level(kind, seed))) for seed in range(200)) <= 3


@pytest.mark.parametrize(
    ("kind", "least"), [("normal", 0.85), ("heavy tails", 0.85), ("neighbours alike", 0.55)]
)
def test_a_step_of_one_sigma_is_found_within_a_week(kind, least):
    """Measured there within 7 points: .89, .885 and .585."""
    found = 0
    for seed in range(200):
        x = level(kind, seed)
        x[200:] += 1
        found += any(abs(one.index - 200) <= 7 for one in change_points(x))
    assert found / 200 >= least


@pytest.mark.parametrize(
    ("kind", "least"), [("normal", 0.93), ("heavy tails", 0.93), ("neighbours alike", 0.9)]
)
def test_the_interval_holds_the_date(kind, least):
    held = []
    for seed in range(200):
        x = level(kind, seed)
        x[200:] += 1.5
        held += [one.low <= 200 <= one.high for one in change_points(x) if abs(one.index - 200) < 60]
    assert np.mean(held) >= least


def test_an_outlier_is_no_change():
    x = level("normal", 5)
    x[100] = 500
    assert change_points(x) == ()


def test_gaps_are_left_out_and_dates_are_those_of_the_series():
    x = level("normal", 6)
    x[200:] += 3
    x[[3, 50, 51, 52, 210]] = np.nan
    (found,) = change_points(x)
    assert found.low <= 200 <= found.high
    assert found.after - found.before == pytest.approx(3, abs=0.4)


@pytest.mark.parametrize(
    "x", [[], [1.0], [np.nan] * 30, [1.0] * 13, [2.0] * 50, list(range(13)), [np.nan, *[0.0] * 30]]
)
def test_nothing_to_split(x):
    assert change_points(np.array(x, dtype=float)) == ()


def test_a_step_without_noise_is_one_change():
    (found,) = change_points(np.repeat([10.0, 20.0], 40))
    assert (found.index, found.low, found.high, found.before, found.after) == (40, 40, 40, 10.0, 20.0)
