"""Which references are used. Authority: numpy.median over the periods' values."""

from dataclasses import replace

import numpy as np

from tidegauge.stats.scoping.leaves import Kind, Sums
from tidegauge.stats.scoping.references import calm, pooled


def with_rates(made, *rates: float, **others):
    table = made((2, 2), 0.1, 0.1)
    periods = tuple(Sums(np.full(4, 100 * rate), np.full(4, 100.0)) for rate in rates)
    return replace(table, references=periods, **others)


def test_the_calm_half_is_used(made) -> None:
    assert calm(with_rates(made, 0.3, 0.1, 0.2, 0.12)) == (1, 3)
    assert calm(with_rates(made, 0.3, 0.1, 0.2, 0.12, worse=-1)) == (0, 2)
    assert calm(with_rates(made, 0.3, 0.1, 0.2, 0.12, worse=0)) == (0, 1, 2, 3)
    assert calm(with_rates(made, 0.3)) == (0,)


def test_an_empty_period_is_not_calm(made) -> None:
    table = with_rates(made, 0.1, 0.2)
    empty = Sums(np.zeros(4), np.zeros(4))
    assert calm(replace(table, references=(*table.references, empty))) == (0,)


def test_totals_are_compared_per_unit_of_time(made) -> None:
    table = with_rates(made, 0.1, 0.2, 0.3, kind=Kind.TOTAL)
    longer = replace(table.references[2], length=10.0)
    assert calm(replace(table, references=(*table.references[:2], longer))) == (0, 2)


def test_periods_are_summed(made) -> None:
    table = with_rates(made, 0.1, 0.2)
    found = pooled(table, (0, 1))
    assert found.y.tolist() == [30.0] * 4
    assert (found.length, found.q) == (2.0, None)
