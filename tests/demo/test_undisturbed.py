"""The demo on which nothing happens: rates at its beginning and its end are the same, by scipy's test."""

from datetime import datetime

import polars as pl
import pytest
from scipy import stats

from tidegauge.demo.days import generate
from tidegauge.demo.undisturbed import undisturbed

END = datetime(2026, 11, 22)


@pytest.fixture(scope="module")
def calls() -> pl.DataFrame:
    """The model calls of 20 days that end with those of every planted fact."""
    days = generate(END, days=20, calls=40_000, seed=3, plan=undisturbed())
    return pl.concat([day.spans for day in days], how="diagonal_relaxed").filter(pl.col("kind") == "model")


def test_no_release_no_launch_and_no_change_is_in_it(calls: pl.DataFrame) -> None:
    for column in ("app_version", "index_version"):
        assert calls.group_by("feature").agg(pl.col(column).drop_nulls().n_unique()).max()[column].item() <= 1
    assert "VN" not in calls["geo"].unique().to_list()
    assert (
        calls.group_by("feature")
        .agg(pl.col("prompt_version").drop_nulls().n_unique())["prompt_version"]
        .max()
        == 1
    )
    assert not any(day.changes.height for day in generate(END, days=3, calls=3_000, plan=undisturbed()))


def test_rates_stay(calls: pl.DataFrame) -> None:
    late = calls["start_time"] >= END.replace(day=17)
    for what in (pl.col("status") == "error", ~pl.col("format_valid"), pl.col("device_locale").is_null()):
        known = calls.with_columns(late=late, hit=what).drop_nulls("hit")
        table = known.group_by("late", "hit").len().pivot("hit", index="late", values="len").drop("late")
        assert stats.chi2_contingency(table.to_numpy()).pvalue > 1e-3


def test_answers_stay_as_long(calls: pl.DataFrame) -> None:
    large = calls.filter(pl.col("model_version") == "aster-large-2026-05", pl.col("status") == "ok")
    late = large["start_time"] >= END.replace(day=20)
    before, after = (large.filter(one)["output_tokens"].drop_nulls().to_numpy() for one in (~late, late))
    assert stats.ks_2samp(before, after).pvalue > 1e-3
