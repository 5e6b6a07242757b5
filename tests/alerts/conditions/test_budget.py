"""The condition budget: what was spent by polars, on the viewer's calendar, over a change of the clock."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from tests.alert_calls import END, HOUR, lake, readings, rule
from tidegauge.alerts.conditions.budget import CONDITION, period
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.settings_cost import CostTable, PriceTable

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kolkata"])
def test_each_window_knows_what_its_day_has_cost(quiet: Source, quiet_calls: pl.DataFrame, zone: str) -> None:
    of, settings = rule(condition="budget", budget=5.0), Settings(time_zone=zone)
    for one in readings(quiet, of, 40, settings):
        start, _ = period(one.at, "day", ZoneInfo(zone))
        own = quiet_calls.filter(pl.col("start_time") >= start, pl.col("start_time") < one.at)
        assert one.value == pytest.approx(own["cost_usd"].sum())
        assert one.n == own.height
        assert one.breach is (own["cost_usd"].sum() >= 4.0)


def test_a_day_with_a_moved_clock_is_25_hours_long() -> None:
    start, stop = period(datetime(2026, 10, 25, 12), "day", BERLIN)
    assert (start, stop - start) == (datetime(2026, 10, 24, 22), timedelta(hours=25))


def test_a_window_that_ends_at_midnight_belongs_to_the_day_before() -> None:
    assert period(datetime(2026, 10, 31, 23), "month", BERLIN)[0] == datetime(2026, 9, 30, 22)
    assert period(datetime(2026, 11, 1), "month", BERLIN)[0] == datetime(2026, 10, 31, 23)


def test_a_month_adds_up_from_its_first_day(quiet: Source, quiet_calls: pl.DataFrame) -> None:
    of = rule(
        condition="budget", budget=100.0, per="month", share=0.5, metric="sum(cost_usd)", window=6 * HOUR
    )
    last = readings(quiet, of, 3)[-1]
    assert last.value == pytest.approx(quiet_calls["cost_usd"].sum())
    assert last.at == END
    said = CONDITION.sentence(of, Settings(), last, None)
    assert said.startswith(f"${last.value:.0f} of the budget of $100 a month is spent: ")
    assert said.endswith("when 84% of the month is over.")


def _unrecorded(calls: pl.DataFrame) -> pl.DataFrame:
    tokens = {"model_requested": pl.lit("aster"), "input_tokens": pl.lit(1_000), "output_tokens": pl.lit(500)}
    return calls.drop("cost_usd").with_columns(cost_usd=pl.lit(None, pl.Float64), **tokens)


def test_what_is_not_recorded_costs_what_its_tokens_do(quiet_calls: pl.DataFrame, tmp_path: Path) -> None:
    source = lake(tmp_path / "lake", _unrecorded(quiet_calls))
    price = PriceTable(model="aster", input=2.0, output=4.0)
    settings = Settings(cost=CostTable(prices=(price,)))
    for more in ({}, {"for_each": ("geo",)}):
        for one in readings(source, rule(condition="budget", budget=5.0, **more), 5, settings):
            start, _ = period(one.at, "day", ZoneInfo("UTC"))
            own = quiet_calls.filter(pl.col("start_time") >= start, pl.col("start_time") < one.at)
            own = own.filter(pl.col("geo") == one.segment[0][1]) if one.segment else own
            # 1,000 tokens at $2 a million and 500 at $4 a million are $0.004 a call.
            assert one.value == pytest.approx(own.height * 0.004)
            assert one.n == own.height
            assert one.breach is (own.height * 0.004 >= 4.0)


def test_spend_that_nobody_knows_is_not_nothing(quiet_calls: pl.DataFrame, tmp_path: Path) -> None:
    source = lake(tmp_path / "lake", _unrecorded(quiet_calls))
    for more in ({}, {"for_each": ("geo", "device")}):
        found = readings(source, rule(condition="budget", budget=5.0, **more), 5)
        assert found
        assert {(one.breach, one.value) for one in found} == {(None, None)}
