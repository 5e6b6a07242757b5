"""The condition freshness: a country whose calls stop at a known hour."""

from datetime import timedelta
from pathlib import Path

import polars as pl

from tests.alert_calls import BEGAN, HOUR, lake, late, readings, rule
from tidegauge.alerts.conditions.freshness import CONDITION
from tidegauge.reports.source import Source
from tidegauge.settings import Settings


def test_silence_is_told_as_soon_as_it_is_too_long(quiet_calls: pl.DataFrame, tmp_path: Path) -> None:
    stopped = quiet_calls.filter(~((pl.col("geo") == "DE") & late()))
    of = rule(condition="freshness", older_than=3 * HOUR, for_each=("geo",))
    found = readings(lake(tmp_path / "lake", stopped), of)
    breached = [(one.segment, one.at) for one in found if one.breach]
    assert {segment for segment, _ in breached} == {(("geo", "DE"),)}
    assert min(at for _, at in breached) == BEGAN + 3 * HOUR
    last = next(one for one in reversed(found) if one.breach)
    assert CONDITION.sentence(of, Settings(), last, None) == (
        "No call since Sun 25 Oct 10:00 in geo = DE: more than 3 hours."
    )


def test_a_metric_may_go_stale_while_calls_come(quiet_calls: pl.DataFrame, tmp_path: Path) -> None:
    lost = pl.when(late()).then(None).otherwise(pl.col("cost_usd")).alias("cost_usd")
    of = rule(condition="freshness", metric="cost", older_than=timedelta(hours=2))
    found = readings(lake(tmp_path / "lake", quiet_calls.with_columns(lost)), of)
    assert min(one.at for one in found if one.breach) == BEGAN + 2 * HOUR


def test_what_comes_is_fresh(quiet: Source) -> None:
    found = readings(quiet, rule(condition="freshness", older_than=2 * HOUR))
    assert {one.breach for one in found} == {False}
    assert {one.value for one in found} == {0.0}
