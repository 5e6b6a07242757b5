"""The condition control: a creep that no single window shows, and series on which nothing happens."""

from pathlib import Path

import polars as pl

from tests.alert_calls import DAYS, FIRST, HOUR, lake, readings, rule
from tidegauge.alerts.conditions.control import CONDITION
from tidegauge.reports.source import Source
from tidegauge.settings import Settings


def test_a_creep_is_found_that_single_windows_do_not_show(quiet_calls: pl.DataFrame, tmp_path: Path) -> None:
    day = (pl.col("start_time") - FIRST).dt.total_hours() / 24
    creep = pl.max_horizontal(day - 21, pl.lit(0.0)) * 0.008
    status = pl.when(pl.col("chance") < creep).then(pl.lit("error")).otherwise(pl.col("status"))
    source = lake(tmp_path / "lake", quiet_calls.with_columns(status.alias("status")))
    of = rule(condition="control", metric="error_rate")
    found = readings(source, of, 24 * (DAYS - 21))
    assert not any(one.breach for one in found[:24])
    assert all(one.breach for one in found[-12:])
    single = readings(source, rule(metric="error_rate"), 24 * (DAYS - 21))
    assert sum(one.breach is True for one in found[-48:]) > 2 * sum(
        one.breach is True for one in single[-48:]
    )
    said = CONDITION.sentence(of, Settings(), found[-1], found[-1].at - 30 * HOUR)
    assert said.startswith("The control chart of Error rate signals: ")
    assert CONDITION.link(of, Settings(), found[-1], None).page == "control"


def test_a_quiet_series_stays_within_its_limits(quiet: Source) -> None:
    for metric in ("error_rate", "latency_p95", "cost"):
        found = readings(quiet, rule(condition="control", metric=metric, for_each=("geo",)), 96)
        # Limits for half a page a week over three segments: one run of signals in four days is hardly seen.
        assert sum(one.breach is True for one in found) < 0.02 * len(found), metric
