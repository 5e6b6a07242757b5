"""Stated points between false signals against simulation: a fixed-seed part of benchmarks/run_lengths.py."""

import numpy as np
import pytest
from scipy.signal import lfilter

from tidegauge.stats.spc._records import Kind, Subgroups, values
from tidegauge.stats.spc.family import METHODS
from tidegauge.stats.spc.rule import DEFAULT, Rule

SERIES, POINTS, BASELINE = 300, 2500, 5000
ALONE = [Rule.BEYOND]


def normal(generator, points):
    return values(generator.normal(size=points))


def neighbours_alike(generator, points):
    """A first-order autoregression of .7 with standard deviation 1."""
    noise = generator.normal(size=points + 100)
    return values(lfilter([np.sqrt(1 - 0.49)], [1, -0.7], noise)[100:])


def overdispersed(generator, points, share=0.02, spread=0.3):
    """2,000 rows a day whose true rate moves by 30 % from day to day."""
    hits = generator.binomial(2000, np.clip(share * generator.normal(1, spread, points), 0, 1)).astype(float)
    return Subgroups(Kind.RATE, np.full(points, 2000.0), hits, hits)


def ratio(made, name, rules):
    """Return measured over stated run length, with a baseline long enough to stand for known parameters."""
    generator, method = np.random.default_rng(17), METHODS[name]
    points = signals = 0
    for _ in range(SERIES):
        groups = made(generator, BASELINE + POINTS)
        baseline = method.fit(groups[:BASELINE])
        found = method.chart(groups[BASELINE:], baseline, rules).signals
        points += found[0].index + 1 if found else POINTS
        signals += bool(found)
    return points / signals / method.run_length(baseline, rules)


@pytest.mark.parametrize(
    ("name", "rules"), [("individuals", ALONE), ("individuals", DEFAULT), ("ewma", ALONE), ("cusum", ALONE)]
)
def test_normal_points(name, rules):
    assert ratio(normal, name, rules) == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize(
    ("name", "rules"), [("individuals", ALONE), ("individuals", DEFAULT), ("ewma", ALONE), ("cusum", ALONE)]
)
def test_neighbours_alike_within_a_factor_of_two(name, rules):
    assert 0.5 < ratio(neighbours_alike, name, rules) < 2


@pytest.mark.parametrize(
    ("name", "rules"), [("p_prime", ALONE), ("p_prime", DEFAULT), ("ewma", ALONE), ("cusum", ALONE)]
)
def test_overdispersed_rates_within_a_factor_of_two(name, rules):
    assert 0.5 < ratio(overdispersed, name, rules) < 2


@pytest.mark.parametrize("name", ["p", "p_prime", "ewma", "cusum"])
def test_the_creep_is_caught_by_day_6_and_still_flagged_on_the_last(name):
    """0.5 to 4.8 % in 60 days at 2,000 a day, after 60 days at 0.5 %: the shape of the field's worst case."""
    share = np.concatenate([np.full(60, 0.005), np.linspace(0.005, 0.048, 61)[1:]])
    generator, method, first, last = np.random.default_rng(21), METHODS[name], [], []
    for _ in range(200):
        hits = generator.binomial(2000, share).astype(float)
        days = Subgroups(Kind.RATE, np.full(120, 2000.0), hits, hits)
        out = [one.index for one in method.chart(days[60:], method.fit(days[:60]), ALONE).signals]
        first.append(out[0] + 1)
        last.append(out[-1])
    assert np.median(first) <= 6
    assert set(last) == {59}
