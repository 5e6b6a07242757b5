"""The condition drift: a column whose values move from a known day on, with calls that come in twos."""

from pathlib import Path

import polars as pl

from tests.alert_calls import END, FIRST, HOUR, lake, late, readings, rule
from tidegauge.alerts.conditions.drift import CONDITION
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

DAY = 24 * HOUR


def test_a_new_value_is_drift_on_the_days_that_have_it(quiet_calls: pl.DataFrame, tmp_path: Path) -> None:
    moved = (
        pl.when(late() & (pl.col("chance") < 0.1)).then(pl.lit("VN")).otherwise(pl.col("geo")).alias("geo")
    )
    of = rule(condition="drift", column="geo", window=DAY, breaches=1, of=1)
    found = readings(lake(tmp_path / "lake", quiet_calls.with_columns(moved)), of, 4)
    # The first of four days lies within the baseline's reach or before the change, the last has it wholly.
    assert found[-1].breach is True
    assert not any(one.breach for one in found[:2])
    said = CONDITION.sentence(of, Settings(), found[-1], None)
    assert said.startswith("geo has drifted by ")
    assert "(2.0 pt matter)" in said


def test_what_stays_is_no_drift(quiet: Source) -> None:
    for column in ("geo", "duration_ms", "locale"):
        found = readings(quiet, rule(condition="drift", column=column, window=DAY, breaches=1, of=1), 4)
        assert not any(one.breach for one in found), column


def test_the_baseline_ends_before_the_first_window(quiet: Source, quiet_calls: pl.DataFrame) -> None:
    found = readings(quiet, rule(condition="drift", column="geo", window=DAY), 10)
    # Of its three windows the first begins on the 15th day; the first whole day is the second of the store.
    before = quiet_calls.filter(pl.col("start_time").is_between(FIRST + DAY, END - 12 * DAY, closed="left"))
    assert {one.n_reference for one in found} == {before.height}
    assert None not in {one.breach for one in found}


def test_with_nothing_before_it_nothing_is_said(quiet: Source) -> None:
    found = readings(quiet, rule(condition="drift", column="geo", window=DAY), 26)
    assert {one.breach for one in found} == {None}
