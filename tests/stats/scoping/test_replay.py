"""Replay over ordinary periods. Authority: periods whose truth is known."""

from dataclasses import replace

import numpy as np
import pytest

from tidegauge.stats.scoping.leaves import Sums
from tidegauge.stats.scoping.replay import ReplayCount, past, replay, strength
from tidegauge.stats.scoping.scope import scope


def periods(made, count: int, restless: float):
    """Tables whose periods have a value that goes up and down by itself, as much as restless says."""
    random, base = np.random.default_rng(7), made((4, 5, 3), 0.0, 0.0)
    sums = []
    for _ in range(count):
        rate = np.full(60, 0.05)
        rate[base.codes[1] == 2] *= np.exp(restless * random.normal())
        sums.append(Sums(random.binomial(1000, rate).astype(float), np.full(60, 1000.0)))
    return replace(base, current=sums[-1], references=tuple(sums[:-1]), worse=0)


def test_what_often_happens_is_ordinary(made) -> None:
    table = periods(made, 11, restless=0.4)
    found = scope(table)
    count = replay(found, past(table))
    assert found.causes
    assert (count.periods, count.ordinary) == (10, True)
    assert count.fired >= count.as_strong >= 2


def test_what_never_happened_before_is_not(made) -> None:
    table = periods(made, 11, restless=0.0)
    bad = table.codes[0] == 1
    found = scope(replace(table, current=Sums(np.where(bad, 120.0, 50.0), table.current.w)))
    assert found.causes
    count = replay(found, past(table))
    assert (count.as_strong, count.periods, count.ordinary) == (0, 10, False)
    assert count.fired <= 1


def test_each_period_is_asked_against_the_others(made) -> None:
    table = periods(made, 4, restless=0.0)
    asked = list(past(table))
    assert [one.current for one in asked] == list(table.references)
    assert all(one.current not in one.references and len(one.references) == 2 for one in asked)


def test_one_period_tells_nothing(made) -> None:
    table = made((4, 5, 3), 0.02, 0.3)
    assert list(past(table)) == []
    assert not replay(scope(table), past(table)).ordinary


@pytest.mark.parametrize(("strong", "ordinary"), [(0, False), (2, False), (3, True)])
def test_one_in_ten_is_still_out_of_the_ordinary(strong, ordinary) -> None:
    assert ReplayCount(10, strong, 20).ordinary is ordinary


def test_nothing_named_has_no_strength(made) -> None:
    assert strength(scope(made((4, 5, 3), 0.02, 0.02))) == 0
