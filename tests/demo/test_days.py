"""What a store may rely on: schema, identifiers, parents, order, volume, and the same rows every time."""

from datetime import datetime, timedelta
from itertools import islice

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tidegauge.demo import generate
from tidegauge.demo.spans import ATTRIBUTES
from tidegauge.schema.tables import SIGNAL_KINDS, TABLES


@pytest.mark.parametrize("name", TABLES)
def test_types_are_those_of_the_schema(demo: dict[str, pl.DataFrame], name: str) -> None:
    kinds = TABLES[name].kinds | (ATTRIBUTES if name == "spans" else {})
    assert dict(demo[name].schema) == {column: kind.polars for column, kind in kinds.items()}


@pytest.mark.parametrize("name", TABLES)
def test_required_columns_are_filled_and_keys_are_unique(demo: dict[str, pl.DataFrame], name: str) -> None:
    rows = demo[name]
    assert (
        rows.select(column.name for column in TABLES[name].columns if column.required)
        .null_count()
        .sum_horizontal()
        .item()
        == 0
    )
    assert rows.select(TABLES[name].key).is_duplicated().sum() == 0


def test_span_ids_are_unique(demo: dict[str, pl.DataFrame]) -> None:
    assert demo["spans"]["span_id"].n_unique() == demo["spans"].height


def test_the_only_orphans_are_the_60_planted_traces(demo: dict[str, pl.DataFrame]) -> None:
    spans = demo["spans"]
    orphans = spans.filter(pl.col("parent_span_id").is_not_null()).join(
        spans, left_on=["trace_id", "parent_span_id"], right_on=["trace_id", "span_id"], how="anti"
    )
    assert orphans["trace_id"].n_unique() == pytest.approx(60, abs=2)
    rooted = spans.filter(pl.col("parent_span_id").is_null())["trace_id"]
    assert rooted.n_unique() == rooted.len()
    assert set(spans["trace_id"].unique()) - set(rooted) == set(orphans["trace_id"])


def test_children_run_within_their_root(demo: dict[str, pl.DataFrame]) -> None:
    ends = pl.col("start_time") + pl.duration(
        microseconds=(pl.col("duration_ms") * 1000).round().cast(pl.Int64)
    )
    spans = demo["spans"].select("trace_id", "parent_span_id", "start_time", ends.alias("end"))
    roots = spans.filter(pl.col("parent_span_id").is_null())
    both = spans.filter(pl.col("parent_span_id").is_not_null()).join(roots, on="trace_id", suffix="_root")
    assert (both["start_time"] >= both["start_time_root"]).all()
    assert (both["end"] <= both["end_root"]).all()


def test_about_300_000_calls_in_60_days(calls: pl.DataFrame, end: datetime) -> None:
    assert calls.height == pytest.approx(300_000, rel=0.01)
    assert calls["start_time"].dt.date().n_unique() == 60
    assert calls["start_time"].max() < end  # type: ignore[operator]
    assert calls["start_time"].max() > end - timedelta(minutes=5)  # type: ignore[operator]


def test_dimensions_are_wide(calls: pl.DataFrame) -> None:
    widths = {"geo": 20, "device": 4, "model_version": 4, "app_version": 4, "feature": 7, "language": 8}
    assert {name: calls[name].n_unique() for name in widths} == widths


def test_failed_calls_keep_what_was_asked(calls: pl.DataFrame) -> None:
    failed = calls.filter(pl.col("status") == "error")
    assert failed["model_requested"].null_count() == 0
    assert (
        failed.select("model_version", "output_tokens", "finish_reason").null_count().row(0)
        == (failed.height,) * 3
    )
    assert set(failed["error_type"]) == {"timeout", "rate_limit", "provider_error"}


def test_people_come_on_weekdays_and_by_day(calls: pl.DataFrame) -> None:
    people = calls.filter(pl.col("source") != "api", pl.col("start_time") < datetime(2026, 11, 18))
    by_weekday = people["start_time"].dt.weekday().value_counts().sort("start_time")["count"]
    assert by_weekday[1] > 1.2 * by_weekday[6]
    hours = people["start_time"].dt.hour().value_counts().sort("start_time")["count"]
    assert hours[15] > 3 * hours[3]


def test_sessions_have_1_to_6_traces_and_one_place(demo: dict[str, pl.DataFrame]) -> None:
    sessions = (
        demo["spans"]
        .group_by("session_id")
        .agg(pl.col("trace_id", "geo", "device", "user_id", "feature").n_unique())
    )
    assert sessions["trace_id"].is_between(1, 6).all()
    assert sessions.select(pl.col("geo", "device", "user_id", "feature").max()).row(0) == (1, 1, 1, 1)


def test_about_one_session_in_ten_is_rated(calls: pl.DataFrame) -> None:
    people = calls.filter(pl.col("source") != "api")
    rated = people.filter(pl.col("thumbs_up") | pl.col("thumbs_down"))
    assert rated["session_id"].n_unique() / people["session_id"].n_unique() == pytest.approx(0.096, abs=0.004)


def test_a_twentieth_of_the_answers_is_judged(demo: dict[str, pl.DataFrame], calls: pl.DataFrame) -> None:
    assert calls["correctness"].count() / calls.height == pytest.approx(0.05, abs=0.003)
    assert demo["scores"].join(calls, on="span_id", how="anti").is_empty()


def test_signals_and_outcomes_belong_to_calls(demo: dict[str, pl.DataFrame], calls: pl.DataFrame) -> None:
    assert demo["signals"].join(calls, on=["span_id", "session_id"], how="anti").is_empty()
    assert demo["outcomes"].join(calls, on="span_id", how="anti").is_empty()
    assert set(demo["signals"]["kind"]) == set(SIGNAL_KINDS)
    assert set(demo["outcomes"]["name"]) == {"impressions", "clicks", "conversions", "revenue", "spend"}


def test_the_same_end_and_seed_give_the_same_rows() -> None:
    once, again, other = (
        list(generate(datetime(2026, 11, 21, 10, 5), days=4, calls=9_000, seed=seed)) for seed in (7, 7, 8)
    )
    for first, second in zip(once, again, strict=True):
        for name in TABLES:
            assert_frame_equal(first.tables[name], second.tables[name])
    assert not once[0].spans.equals(other[0].spans)


def test_each_day_holds_its_own_rows() -> None:
    for day in islice(generate(datetime(2026, 3, 1), days=5, calls=9_000), 5):
        for name, rows in day.tables.items():
            assert rows.is_empty() or rows[TABLES[name].time].dt.date().unique().to_list() == [day.day]


def test_a_demo_without_its_night_has_no_loop() -> None:
    (day,) = generate(datetime(2026, 11, 21, 10), days=1, calls=4_000)
    assert day.spans.filter(pl.col("name") == "generate, retry 9").is_empty()
