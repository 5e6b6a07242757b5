"""Names become columns: canonical, alias, dimension, derived, score, signal, outcome. Authority: polars on the frame."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from tidegauge.errors import FilterError
from tidegauge.filters import Grain
from tidegauge.queries.relation import Rows
from tidegauge.reports.source import Source
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.tables import Kind

Column = Callable[..., pl.Series]


@pytest.fixture
def column(source: Source) -> Column:
    """Return column(name): its value for every row of a grain, ordered by span."""

    def read(name: str, grain: Grain = Grain.CALL) -> pl.Series:
        rows = Rows(source.store.catalog(), grain)
        value = rows.column(name).label("value")
        query: sa.Select[Any] = sa.select(rows.spans.c.span_id, value).select_from(rows.source())
        return source.store.read(query.where(rows.grain_condition())).sort("span_id")["value"]

    return read


def test_scores_of_the_first_day_of_the_calendar_are_not_looked_for_before_it(source: Source) -> None:
    since = Rows(source.store.catalog(), since=datetime(1, 1, 1))
    scored = source.store.read(since.select(since.column("score.correctness").label("value"), where=[]))
    every = Rows(source.store.catalog())
    plain = source.store.read(every.select(every.column("score.correctness").label("value"), where=[]))
    assert scored["value"].sum() == plain["value"].sum() > 0


@pytest.fixture
def ordered(calls: pl.DataFrame) -> pl.DataFrame:
    return calls.sort("span_id")


def test_a_failed_call_counts_for_the_version_that_answers_its_model(column: Column) -> None:
    assert set(column("model")) == {"gauge-1-0900"}


def test_derived_names_are_expressions_over_columns(column: Column, ordered: pl.DataFrame) -> None:
    assert column("latency").to_list() == ordered["duration_ms"].to_list()
    assert column("tokens").to_list() == ordered["input_tokens"].to_list()


def test_a_score_is_the_mean_of_judges_and_human_labels_stand_apart(
    column: Column, ordered: pl.DataFrame, frames: Mapping[str, pl.DataFrame]
) -> None:
    for name, of_people in (("score.correctness", False), ("human.correctness", True)):
        chosen = frames["scores"].filter((pl.col("source") == "human") == of_people)
        expected = ordered.join(chosen, on="span_id", how="left", maintain_order="left")["value"]
        assert column(name).to_list() == expected.to_list()


def test_a_decision_is_the_human_score_and_single_labels_count_where_there_is_none(
    written: Callable[..., Source], frames: Mapping[str, pl.DataFrame]
) -> None:
    """Authority: the labels that stand here. c1 was decided as 1, c2 as “cannot judge”, c3 only labelled."""
    said = [("c1", 0.0, None), ("c1", 0.0, None), ("c1", 1.0, "adjudicated"), ("c2", 1.0, None)]
    said += [("c2", None, "adjudicated"), ("c3", 1.0, None), ("c3", 0.0, None)]
    spans = frames["spans"]
    first = frames["scores"].head(len(said))
    scores = first.with_columns(
        pl.Series("span_id", [one[0] for one in said]),
        pl.Series("value", [one[1] for one in said], dtype=pl.Float64),
        pl.Series("label", [one[2] for one in said], dtype=pl.String),
        pl.Series("evaluator", [f"e{place}" for place in range(len(said))]),
        name=pl.lit("right"),
        source=pl.lit("human"),
    )
    source = written(spans, scores=scores)
    rows = Rows(source.store.catalog())
    value = rows.column("human.right").label("value")
    query: sa.Select[Any] = sa.select(rows.spans.c.span_id, value).select_from(rows.source())
    found = source.store.read(query.where(rows.spans.c.span_id.in_(["c1", "c2", "c3"]))).sort("span_id")
    assert found["value"].to_list() == [1.0, None, 0.5]


def test_a_signal_that_nobody_gave_is_zero_and_not_missing(column: Column, ordered: pl.DataFrame) -> None:
    assert set(column("signal.thumbs_down")) == {0}
    assert column("signal.thumbs_up").sum() == -(-ordered.height // 5)


def test_an_outcome_is_the_sum_of_its_rows_and_missing_without_any(
    column: Column, ordered: pl.DataFrame
) -> None:
    seen = -(-ordered.height // 2)
    assert column("outcome.impressions").sum() == 4.0 * seen
    assert column("outcome.impressions").null_count() == ordered.height - seen


@pytest.mark.parametrize(("grain", "rows"), [(Grain.CALL, 3_000), (Grain.TRACE, 3_000), (Grain.SPAN, 6_000)])
def test_a_grain_says_which_spans_are_rows(column: Column, grain: Grain, rows: int) -> None:
    assert column("trace_id", grain).len() == rows


def test_a_root_is_a_span_without_parent(column: Column) -> None:
    assert set(column("kind", Grain.TRACE)) == {"chain"}


def test_a_store_of_ours_beats_alias_and_dimension_of_the_same_name() -> None:
    catalog = Catalog(aliases={"country": "geo", "device": "geo"})
    rows = Rows(catalog, dimensions={"surface": "device", "geo": "device"})
    assert [rows.resolve(name) for name in ("country", "surface", "geo", "device")] == [
        "geo",
        "device",
        "geo",
        "device",
    ]


def test_an_attribute_with_a_dot_beats_a_score() -> None:
    catalog = Catalog()
    spans = {**catalog.columns["spans"], "score.quality": Kind.TEXT}
    rows = Rows(Catalog(columns={**catalog.columns, "spans": spans}))
    assert rows.kind("score.quality") is Kind.TEXT


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gep", "“gep” is not a known attribute. Did you mean geo?"),
        ("score.corectness", "Did you mean correctness?"),
        ("signal.thumbs_upp", "Did you mean thumbs_up?"),
        ("outcome.", "“” is not a known outcome"),
        ("geo; DROP TABLE spans", "is not a known attribute"),
        ('geo" OR 1=1 --', "is not a known attribute"),
        ("", "is not a known attribute"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(source: Source, name: str, words: str) -> None:
    rows = Rows(source.store.catalog())
    for ask in (rows.column, rows.kind):
        with pytest.raises(FilterError) as refused:
            ask(name)
        assert words in str(refused.value)
