"""Budgets on a small store: periods of a zone, states, values that have one each, judging, and what is not known."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from tidegauge.errors import FilterError
from tidegauge.reports._cost.records import BudgetState
from tidegauge.reports._cost.texts import end_words
from tidegauge.reports.budgets import budget_states, budgets, table
from tidegauge.reports.source import Source
from tidegauge.settings_cost import BudgetTable, CostTable

START = datetime(2026, 10, 5)
NOW = datetime(2026, 11, 18, 12)
"""A Wednesday at noon, six weeks and two days after a Monday."""


@pytest.fixture
def source(written: Callable[..., Source]) -> Source:
    """A call of one dollar every hour, by key a from 0 to 12 hours and by key b from 12 on; every hundredth unpriced."""
    hours = int((NOW - START) / timedelta(hours=1))
    at = [START + timedelta(hours=hour, minutes=30) for hour in range(hours)]
    spans = pl.DataFrame(
        {
            "trace_id": [f"t{hour}" for hour in range(hours)],
            "span_id": [f"s{hour}" for hour in range(hours)],
            "kind": "model",
            "start_time": at,
            "api_key": ["a" if one.hour < 12 else "b" for one in at],
            "cost_usd": [None if hour % 100 == 99 else 1.0 for hour in range(hours)],
        }
    )
    return Source(written(spans).store)


def _one(source: Source, zone: str = "UTC", **keys: object) -> BudgetState:
    (state,) = budgets(source, CostTable(budgets={"x": BudgetTable.model_validate(keys)}), NOW, zone)
    return state


def test_a_day_begins_at_midnight_of_the_zone(source: Source) -> None:
    berlin = _one(source, limit=100, every="day", time_zone="Europe/Berlin")
    utc = _one(source, limit=100, every="day")
    assert (berlin.start, utc.start) == (datetime(2026, 11, 17, 23), datetime(2026, 11, 18))
    assert (berlin.used, utc.used) == (13.0, 12.0)
    assert _one(source, "Asia/Tokyo", limit=100, every="day").start == datetime(2026, 11, 17, 15)


@pytest.mark.parametrize(
    ("limit", "state"), [(30.0, "under"), (24.0, "half"), (15.0, "most"), (12.0, "over")]
)
def test_the_state_is_the_share_that_is_used(source: Source, limit: float, state: str) -> None:
    assert _one(source, limit=limit, every="day").state == state


def test_what_is_to_come_and_when_it_breaks(source: Source) -> None:
    state = _one(source, limit=20, every="day")
    assert state.projected == pytest.approx(24, abs=0.5)
    assert state.breach is not None
    assert abs(state.breach.at - datetime(2026, 11, 18, 20)) < timedelta(minutes=30)
    assert state.crossed["half"] < datetime(2026, 11, 18, 10)
    assert "over" not in state.crossed
    assert end_words(state, "USD").startswith("over on 20:")
    assert _one(source, limit=23, every="day").was_over[0] == datetime(2026, 11, 17)


def test_each_value_has_its_own(source: Source) -> None:
    table_ = CostTable(budgets={"keys": BudgetTable(limit=10, every="day", each="api_key")})
    found = {state.value: state for state in budget_states(source, table_, "keys", NOW)}
    assert {value: one.used for value, one in found.items()} == {"a": 12.0, "b": 0.0}
    assert found["a"].where == ("api_key = a",)


def test_over_comes_first_and_every_budget_is_a_row(source: Source) -> None:
    every = {"wide": BudgetTable(limit=1e6), "tight": BudgetTable(limit=1, every="week")}
    found = budgets(source, CostTable(budgets=every), NOW)
    assert [one.name for one in found] == ["tight", "wide"]
    frame = table(found)
    assert frame["state"].to_list() == ["over", "under"]


def test_calls_without_a_cost_are_a_share_and_not_0(source: Source) -> None:
    month = _one(source, limit=1_000)
    assert month.unknown == pytest.approx(0.01, abs=0.003)


def test_judging_is_what_the_workbench_booked(source: Source) -> None:
    of = CostTable(budgets={"judging": BudgetTable(limit=10, every="month", of="judging")})
    booked = {date(2026, 11, day): 0.5 for day in range(1, 19)}
    (state,) = budgets(source, of, NOW, "UTC", booked)
    assert state.used == pytest.approx(9.0)
    (nothing,) = budgets(source, of, NOW)
    assert nothing.unknown == 1
    assert end_words(nothing, "USD") == "cost not recorded"


def test_a_budget_of_an_attribute_that_is_not_there(source: Source) -> None:
    with pytest.raises(FilterError, match="gep"):
        _one(source, limit=1, where=["gep = BR"])


def test_without_history_there_is_no_forecast(written: Callable[..., Source]) -> None:
    spans = pl.DataFrame(
        {
            "trace_id": "t",
            "span_id": "s",
            "kind": "model",
            "start_time": [NOW - timedelta(hours=3)],
            "cost_usd": 1.0,
        }
    )
    state = _one(written(spans), limit=10, every="day")
    assert (state.used, state.projected, state.breach) == (1.0, None, None)
    assert end_words(state, "USD") == "too little history"
    assert np.isfinite(state.share)
