"""The parts of a change of cost: they sum to the whole, whatever the pair, and a factor that did not move did nothing."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegauge.stats.cost_split import FACTORS, Split, Traffic, split

GROUPS = 4
_share = st.floats(0, 1)


@st.composite
def _traffic(draw: st.DrawFn) -> Traffic:
    """Up to millions of calls in four groups, some of them without any, at the prices of today's models."""
    calls = np.array(draw(st.lists(st.integers(0, 200_000), min_size=GROUPS, max_size=GROUPS)), dtype=float)
    of = lambda most: np.array(draw(st.lists(st.floats(0, most), min_size=GROUPS, max_size=GROUPS)))  # noqa: E731
    tokens = calls * of(4_000)
    cached = tokens * np.array(draw(st.lists(_share, min_size=GROUPS, max_size=GROUPS)))
    return Traffic(calls, tokens, cached, calls * of(1_000), of(1e-5), of(1e-6), of(3e-5))


def _parts(found: Split) -> list[float]:
    return [getattr(found, name) for name in FACTORS]


@settings(max_examples=1_000)
@given(_traffic(), _traffic())
def test_the_parts_sum_to_the_whole(reference: Traffic, current: Traffic) -> None:
    found = split(reference, current)
    assert sum(_parts(found)) == pytest.approx(current.cost - reference.cost, rel=0, abs=1e-9)
    assert found.total == current.cost - reference.cost


def _one(calls: float, a_call: float, cache: float, price: float) -> Traffic:
    arrays = [calls, calls * a_call, calls * a_call * cache, 0.0, price, price / 10, 0.0]
    return Traffic(*(np.array([value]) for value in arrays))


def test_it_is_shapleys_value_of_two_factors() -> None:
    """With two factors x and y it is (x1 - x0) (y0 + y1) / 2, by hand: Sun (1998), equation 6."""
    found = split(_one(100, 10, 0, 0.5), _one(140, 10, 0, 0.8))
    assert found.volume == pytest.approx((140 - 100) * 10 * (0.5 + 0.8) / 2)
    assert found.price == pytest.approx((0.8 - 0.5) * 10 * (100 + 140) / 2)
    assert (found.mix, found.tokens, found.cache) == pytest.approx((0, 0, 0), abs=1e-12)


def test_a_cache_that_saves_is_the_cache_alone() -> None:
    found = split(_one(100, 10, 0.0, 1.0), _one(100, 10, 0.5, 1.0))
    assert found.cache == pytest.approx(-100 * 10 * 0.5 * 0.9)
    assert found.total == pytest.approx(found.cache)


def test_a_group_that_came_is_traffic_and_no_change_of_price() -> None:
    before = Traffic(*(np.array([one, 0.0]) for one in (100.0, 1000.0, 0.0, 0.0, 0.1, 0.0, 0.0)))
    after = replace(
        before,
        calls=np.array([100.0, 50.0]),
        input=np.array([1000.0, 5000.0]),
        price_input=np.array([0.1, 0.3]),
    )
    found = split(before, after)
    assert (found.tokens, found.price, found.cache) == pytest.approx((0, 0, 0), abs=1e-9)
    assert found.volume + found.mix == pytest.approx(1500.0)


def test_from_nothing_all_of_it_is_volume() -> None:
    nothing = Traffic(*(np.zeros(1) for _ in range(7)))
    found = split(nothing, _one(10, 5, 0.2, 1.0))
    assert found.volume == pytest.approx(found.total)
    assert split(nothing, nothing).total == 0


def test_what_was_not_bought_before_has_no_price_that_changed() -> None:
    """Before there was no cache: whatever its price is said to have been, all of the saving is the cache's."""
    before, after = _one(100, 10, 0.0, 1.0), _one(100, 10, 0.5, 1.0)
    found = split(replace(before, price_cached=np.array([1.0])), after)
    assert (found.cache, found.price) == (pytest.approx(found.total), pytest.approx(0, abs=1e-12))
