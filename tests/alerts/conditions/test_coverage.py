"""The condition coverage: a column and a score that a known share of calls records."""

from pathlib import Path

import polars as pl
import pytest

from tests.alert_calls import BEGAN, lake, late, readings, rule
from tidegauge.alerts.conditions.coverage import CONDITION
from tidegauge.reports.source import Source
from tidegauge.settings import Settings


def test_a_column_that_a_tenth_lacks_is_missed(broken: Source) -> None:
    of = rule(condition="coverage", column="locale", below=0.97)
    found = readings(broken, of)
    assert not any(one.breach for one in found if one.at <= BEGAN)
    after = [one for one in found if one.at > BEGAN]
    assert sum((one.value or 0) * one.n for one in after) / sum(one.n for one in after) == pytest.approx(
        0.99 * 0.9, abs=0.02
    )
    assert sum(one.breach is True for one in after) > 0.4 * len(after)
    one = next(one for one in after if one.breach)
    assert CONDITION.sentence(of, Settings(), one, BEGAN) == (
        f"locale is recorded on {100 * (one.value or 0):.0f}% of calls, less than 97%: "
        f"{round((one.value or 0) * one.n)} of {one.n} calls, since Sun 25 Oct 10:00."
    )


def test_a_score_that_no_longer_comes_is_missed(quiet_calls: pl.DataFrame, tmp_path: Path) -> None:
    judged = quiet_calls.filter(pl.col("chance") < 0.5, ~late())
    scores = judged.select(
        "span_id",
        "trace_id",
        pl.lit("correctness").alias("name"),
        pl.lit(4.0).alias("value"),
        pl.lit("judge").alias("source"),
        pl.col("start_time").alias("created_at"),
    )
    found = readings(
        lake(tmp_path / "lake", quiet_calls, scores=scores),
        rule(condition="coverage", metric="correctness", below=0.3),
    )
    assert {one.breach for one in found if one.at <= BEGAN} == {False}
    assert {one.breach for one in found if one.at > BEGAN} == {True}
    assert {one.value for one in found if one.at > BEGAN} == {0.0}
