"""Judging writes into every store that Tidegauge writes into, with the same result."""

import polars as pl
import pytest
import sqlalchemy as sa

from tests.judging.conftest import START, judged
from tidegauge.queries.relation import table
from tidegauge.stats.drawn import drawn
from tidegauge.stores import open_store, open_writer
from tidegauge.stores.lake.manifest import ImportRecord

CHECK = '[[judge.checks]]\nvalidator = "repetition"\n[[judge.checks]]\nvalidator = "length"\nwhere = ["feature = orders"]'


@pytest.mark.parametrize("kind", ["postgresql_url", "chdb_url"])
def test_a_store_is_judged(kind, request, lake, configured, endpoint, calls):
    address = request.getfixturevalue(kind)
    with open_writer(address) as writer:
        writer.append("spans", calls.with_columns(prompt_version=pl.lit("v7")))
        other = calls.with_columns(
            pl.format("{}-b", "span_id").alias("span_id"),
            pl.lit("quality=3").alias("output_text"),
            prompt_version=pl.lit("v6"),
        )
        writer.append("spans", other)
        writer.append(
            "signals",
            calls.select("span_id", "session_id", kind=pl.lit("thumbs_down"), created_at="start_time").head(
                9
            ),
        )
        writer.commit(ImportRecord("own", "own.parquet", START))
    configured(CHECK)
    everything = ("--store", address, "--window", "all data", "--where", "prompt_version = v7")
    first = judged(*everything, "--rate", "0.3")
    assert judged(*everything, "--rate", "0.3")["judged"] == 0
    store = open_store(address)
    scores = table(store.catalog(), "scores")
    found = store.read(
        sa.select(scores.c.span_id, scores.c.name, scores.c.source, scores.c.inclusion_probability)
    )
    marks = found.filter(pl.col("name") == "tone")
    liked = set(calls["span_id"].head(9))
    expected = {
        row["span_id"]
        for row in calls.filter(pl.col("output_text").is_not_null()).iter_rows(named=True)
        if row["span_id"] in liked or row["finish_reason"] == "refusal" or drawn(row["trace_id"]) < 0.3
    }
    assert set(marks["span_id"]) == expected
    assert first["judged"] == marks.height == len(expected) == len(endpoint.requests)
    assert set(marks["inclusion_probability"]) == {0.3, 1.0}
    assert {one["name"]: one["calls"] > 50 for one in first["checks"]} == {"repetition": True, "length": True}
    pairs = judged(
        "--store",
        address,
        "--window",
        "all data",
        "--rate",
        "0.1",
        "--pairs",
        "prompt_version = v7",
        "--against",
        "prompt_version = v6",
    )
    assert pairs["judged"] > 20
    assert pairs["judged"] % 2 == 0
    judged(*everything, "--rate", "0.5")
    marks = store.read(
        sa.select(scores.c.name, scores.c.inclusion_probability, scores.c.value, scores.c.span_id)
    )
    tone = marks.filter(pl.col("name") == "tone")
    assert set(tone["inclusion_probability"]) == {0.5, 1.0}
    assert tone["span_id"].is_unique().all()
    assert tone["value"].null_count() == 0
