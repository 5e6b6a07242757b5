"""Which chart is chosen for which kind of points, and the reason in words."""

import numpy as np
import pytest

from tidegauge.stats.spc._records import BaselineError, Kind, Subgroups, values
from tidegauge.stats.spc.choose import choose
from tidegauge.stats.spc.family import METHODS

GENERATOR = np.random.default_rng(11)
POINTS = 60


def hits(kind, rate, n, spread=0.0):
    true = rate * (GENERATOR.gamma(1 / spread**2, spread**2, POINTS) if spread else np.ones(POINTS))
    s = GENERATOR.binomial(n, true) if kind is Kind.RATE else GENERATOR.poisson(n * true)
    return Subgroups(kind, np.full(POINTS, float(n)), s.astype(float), s.astype(float))


def means(between):
    x = 100 + GENERATOR.normal(0, between, (POINTS, 1)) + GENERATOR.normal(0, 20, (POINTS, 100))
    return Subgroups(Kind.MEAN, np.full(POINTS, 100.0), x.sum(axis=1), (x**2).sum(axis=1))


@pytest.mark.parametrize(
    ("groups", "name", "said"),
    [
        (hits(Kind.RATE, 0.02, 2000), "p", "as chance explains"),
        (hits(Kind.RATE, 0.02, 20_000, spread=0.3), "p_prime", "times as far as chance"),
        (hits(Kind.RATE, 0.02, 50), "ewma", "hits a point are too few"),
        (hits(Kind.RATE, 0.98, 50), "ewma", "hits a point are too few"),
        (hits(Kind.COUNT, 0.05, 1000), "u", "as chance explains"),
        (hits(Kind.COUNT, 0.5, 1000, spread=0.3), "u_prime", "times as far as chance"),
        (means(0), "x_bar_s", "within each point"),
        (means(20), "individuals", "as they are"),
        (values(GENERATOR.normal(100, 10, POINTS)), "individuals", "as they are"),
        (values(GENERATOR.lognormal(0, 0.8, POINTS)), "log_individuals", "log scale"),
        (values(GENERATOR.lognormal(0, 0.8, 400) - 0.5), "percentile", "own extremes"),
        (values(GENERATOR.lognormal(0, 0.8, POINTS) - 0.5), "ewma", "an average is charted"),
        (values(np.full(POINTS, 3.0)), "individuals", "as they are"),
    ],
)
def test_choice(groups, name, said):
    choice = choose(groups)
    assert choice.method == name
    assert said in choice.reason
    assert groups.kind in METHODS[name].kinds


def test_nothing_can_be_chosen_of_one_point():
    with pytest.raises(BaselineError):
        choose(values([1.0]))
