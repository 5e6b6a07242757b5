"""What is expected of leaves. Authority: units of money or weight do not matter, and a table without change expects itself."""

from dataclasses import replace

import numpy as np
import pytest

from tidegauge.stats.scoping.expected import expected
from tidegauge.stats.scoping.ground import ground
from tidegauge.stats.scoping.leaves import Kind, LeafTable, Sums
from tidegauge.stats.scoping.rules import ScopeRules
from tidegauge.stats.scoping.scope import scope


def weighted(made, unit: float, money: float) -> LeafTable:
    """A ratio of money to a weight, in these units: dearer where a is a1."""
    random, base = np.random.default_rng(3), made((4, 5, 3), 0.0, 0.0)
    leaf = np.repeat(np.arange(60), 150)

    def window(level: np.ndarray) -> Sums:
        weight = unit * random.gamma(4, 0.25, leaf.size)
        paid = money * level[leaf] * weight / unit * random.gamma(2, 0.5, leaf.size)
        sums = (paid, weight, paid**2, paid * weight, weight**2)
        return Sums(*(np.bincount(leaf, one, 60) for one in sums))

    before, now = window(np.full(60, 3.0)), window(np.where(base.codes[0] == 1, 4.5, 3.0))
    return LeafTable(Kind.RATIO, base.attributes, base.values, base.codes, now, (before,))


@pytest.mark.parametrize(("unit", "money"), [(0.001, 1.0), (1000.0, 1.0), (1.0, 0.0001)])
def test_units_do_not_matter(made, unit, money) -> None:
    one, other = scope(weighted(made, 1.0, 1.0)), scope(weighted(made, unit, money))
    assert [cause.where for cause in one.causes] == [(("a", "a1"),)]
    assert [cause.where for cause in other.causes] == [(("a", "a1"),)]
    assert other.causes[0].z == pytest.approx(one.causes[0].z, rel=1e-6)
    assert other.total.difference * unit / money == pytest.approx(one.total.difference, rel=1e-6)


def test_without_a_change_every_segment_is_what_was_expected(made) -> None:
    rate = np.random.default_rng(1).uniform(0.01, 0.3, 60)
    base = ground(made((4, 5, 3), rate, rate, w0=5000.0, w1=2500.0), ScopeRules())
    for place in range(3):
        for code in range(base.grid.cards[place]):
            cells = base.cells[base.grid.codes[place] == code].sum()
            e, ve = expected(cells, base.null)
            assert float(e[0]) == pytest.approx(float(cells.y1[0]), rel=2e-3)
            # Half the traffic: the variance of the estimate is a quarter of the count's.
            assert float(ve[0]) == pytest.approx(float(cells.y0[0]) / 4, rel=0.02)


def test_a_leaf_of_few_calls_is_drawn_towards_main_effects(made) -> None:
    w = np.full(60, 100_000.0)
    w[7] = 2.0
    table = made((4, 5, 3), 0.05, 0.05, w0=w, w1=w)
    y = table.references[0].y.copy()
    y[7] = 2.0
    cells = ground(replace(table, references=(Sums(y, w),)), ScopeRules()).cells
    assert cells.m1[7] / cells.w1[7] == pytest.approx((2 + 10 * 0.05) / 12, rel=0.01)


def test_four_attributes_may_be_asked_for(made) -> None:
    codes = made((3, 3, 3, 3), 0.0, 0.0).codes
    bad = (codes == np.array([[1], [2], [0], [1]])).all(axis=0)
    table = made((3, 3, 3, 3), 0.02, np.where(bad, 0.3, 0.02), w0=3000.0, w1=3000.0, seed=1)
    where = (("a", "a1"), ("b", "b2"), ("c", "c0"), ("d", "d1"))
    assert [one.where for one in scope(table, ScopeRules(order=4)).causes] == [where]
    assert len(scope(table).causes[0].where) == 3
