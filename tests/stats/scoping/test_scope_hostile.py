"""What nobody should send. Authority: what is absent counts nowhere, and what remains still adds up."""

from dataclasses import replace

import numpy as np
import pytest

from tidegauge.stats.scoping.leaves import Kind, LeafTable, Sums
from tidegauge.stats.scoping.records import Outcome
from tidegauge.stats.scoping.scope import scope


def changed(table: LeafTable, now: Sums | None = None, before: Sums | None = None) -> LeafTable:
    return replace(table, current=now or table.current, references=(before or table.references[0],))


@pytest.fixture
def table(made) -> LeafTable:
    return made((4, 5, 3), 0.05, 0.05, seed=1)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_sums_that_are_no_numbers_are_absent(table, bad) -> None:
    y, w = table.current.y.copy(), table.current.w.copy()
    y[::7] = bad
    w[::7] = 0
    clean = np.where(np.isfinite(y), y, 0.0)
    one, other = scope(changed(table, Sums(y, table.current.w))), scope(changed(table, Sums(clean, w)))
    assert one.total == other.total


def test_an_empty_window_is_not_enough(table) -> None:
    empty = Sums(np.zeros(60), np.zeros(60))
    for asked in (changed(table, now=empty), changed(table, before=empty)):
        found = scope(asked)
        assert found.outcome is Outcome.NOT_ENOUGH
        assert np.isnan(found.total.difference)


def test_no_leaves_at_all_are_not_enough() -> None:
    none = Sums(np.empty(0), np.empty(0))
    table = LeafTable(Kind.RATE, ("a",), ((),), np.empty((1, 0), np.int32), none, (none,))
    assert scope(table).outcome is Outcome.NOT_ENOUGH


def test_attributes_of_one_value_are_not_searched(made) -> None:
    found = scope(made((1, 1), 0.05, 0.2))
    assert found.searched == 0
    assert found.outcome is Outcome.EVEN


def test_nothing_ever_failed(table) -> None:
    quiet = Sums(np.zeros(60), table.current.w)
    found = scope(changed(table, quiet, quiet))
    assert (found.outcome, found.total.difference) == (Outcome.NOTHING, 0.0)


def test_what_never_failed_before_is_named(table) -> None:
    quiet = Sums(np.zeros(60), table.current.w)
    now = Sums(np.where(table.codes[0] == 2, 30.0, 0.0), table.current.w)
    assert [one.where for one in scope(changed(table, now, quiet)).causes] == [(("a", "a2"),)]


def test_negative_totals_are_compared_by_points(made) -> None:
    random = np.random.default_rng(2)
    table = made((4, 5, 3), 0.0, 0.0, kind=Kind.TOTAL)
    w = np.full(60, 50.0)
    before, now = (random.normal(0, 10, 60) for _ in range(2))
    now = np.where(table.codes[0] == 1, now - 300, now)
    sums = [Sums(y, w, np.full(60, 900.0)) for y in (now, before)]
    found = scope(replace(table, current=sums[0], references=(sums[1],)))
    assert [one.where for one in found.causes] == [(("a", "a1"),)]
    assert found.causes[0].change + found.rest.change == pytest.approx(found.total.difference)


def test_names_and_missing_values_come_back_as_they_are(made) -> None:
    table = made((3, 2), 0.02, np.array([0.02, 0.02, 0.3, 0.3, 0.02, 0.02]), seed=1)
    named = replace(table, attributes=("gérät “x”", "b"), values=(("联通", None, ""), ("a", "b")))
    assert [one.where for one in scope(named).causes] == [(("gérät “x”", None),)]


def test_a_hundred_thousand_distinct_values_do_not_hide_the_cause() -> None:
    random, size = np.random.default_rng(3), 100_000
    codes = np.stack([np.arange(size), random.integers(0, 5, size)]).astype(np.int32)
    w = np.full(size, 3.0)
    now = random.binomial(3, np.where(codes[1] == 2, 0.2, 0.05)).astype(float)
    before = random.binomial(3, 0.05, size).astype(float)
    values = ([f"user {one}" for one in range(size)], tuple("abcde"))
    found = scope(LeafTable(Kind.RATE, ("user", "geo"), values, codes, Sums(now, w), (Sums(before, w),)))
    assert [one.where for one in found.causes] == [(("geo", "c"),)]
