"""Rows replaced and taken away in a lake. Authority: a dict that is updated row by row."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegauge.schema.tables import TABLES
from tidegauge.stores.lake import buffer as lake_buffer
from tidegauge.stores.lake.manifest import ImportRecord, load
from tidegauge.stores.lake.reader import Lake
from tidegauge.stores.lake.writer import LakeWriter

_START = datetime(2026, 11, 1)
_RECORD = ImportRecord("batch", "rows.parquet", datetime(2026, 11, 21))
_SPANS = sa.table("spans", *(sa.column(name, kind.sql) for name, kind in TABLES["spans"].kinds.items()))

Row = tuple[int, int, float]
"""Key, day (0 or 1 after the key's own), value."""


def spans(rows: Iterable[Row]) -> pl.DataFrame:
    listed = list(rows)
    times = [_START + timedelta(days=key % 4 + day, minutes=key) for key, day, _ in listed]
    return pl.DataFrame(
        {
            "trace_id": [f"t{key}" for key, *_ in listed],
            "span_id": [f"s{key}" for key, *_ in listed],
            "start_time": pl.Series(times, dtype=pl.Datetime("us")),
            "cost_usd": pl.Series([value for *_, value in listed], dtype=pl.Float64),
            "geo": None,
        }
    )


def keys(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select("trace_id", "span_id", "start_time")


def held(folder: Path) -> dict[str, tuple[datetime, float]]:
    found = Lake(folder).read(sa.select(_SPANS.c.span_id, _SPANS.c.start_time, _SPANS.c.cost_usd))
    assert found.height == found["span_id"].n_unique() == load(folder).rows("spans")
    records = load(folder).imports
    assert found.height == sum(one.kept - sum(one.removed.values()) for one in records)
    return {span: (time, cost) for span, time, cost in found.iter_rows()}


_ROWS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 1), st.integers(0, 2).map(float)), max_size=12)
_STEPS = st.lists(st.tuples(st.sampled_from(["append", "replace", "gone", "commit"]), _ROWS), max_size=12)


def applied(step: str, rows: list[Row], model: dict[int, Row]) -> list[Row]:
    """Take the step in the model; return the rows that the lake is to be given."""
    if step == "append":
        # Equal keys are told on one day only.
        rows = [row for row in rows if model.get(row[0], row)[1] == row[1] == 0]
        for row in rows:
            model.setdefault(row[0], row)
    for row in rows:
        if step == "replace":
            model[row[0]] = row
        elif step == "gone":
            model.pop(row[0], None)
    return rows


@settings(max_examples=60, deadline=None)
@given(_STEPS, st.sampled_from([3, 100]))
def test_a_lake_holds_what_a_dict_holds(tmp_path_factory, steps, most_rows):
    folder, model = tmp_path_factory.mktemp("lake"), dict[int, Row]()
    with pytest.MonkeyPatch.context() as patch, LakeWriter(folder) as lake:
        patch.setattr(lake_buffer, "MOST_ROWS", most_rows)
        for step, rows in steps:
            frame = spans(applied(step, rows, model))
            if step == "append":
                lake.append("spans", frame)
            elif step == "replace":
                lake.replace("spans", frame)
            elif step == "gone":
                lake.replace("spans", spans([]), keys(frame))
            else:
                lake.commit(_RECORD)
        lake.commit(_RECORD)
    expected = spans(model.values()).select("span_id", "start_time", "cost_usd").iter_rows()
    assert held(folder) == {span: (time, cost) for span, time, cost in expected}


def test_the_same_rows_again_publish_nothing(tmp_path):
    rows = spans((key, 0, 1.0) for key in range(8))
    with LakeWriter(tmp_path) as lake:
        lake.replace("spans", rows)
        assert lake.commit(_RECORD).kept == 8
    before = load(tmp_path)
    with LakeWriter(tmp_path) as lake:
        lake.replace("spans", rows.reverse())
        record = lake.commit(_RECORD)
    assert (record.kept, record.duplicates, record.replaced, record.removed) == (0, 8, {}, {})
    assert load(tmp_path) == before


def test_only_the_file_that_holds_the_row_is_rewritten_and_readers_keep_the_old_one(tmp_path):
    with LakeWriter(tmp_path) as lake:
        lake.append("spans", spans((key, 0, 1.0) for key in range(8)))
        lake.commit(_RECORD)
        before = {file.path for file in load(tmp_path).files("spans")}
        reader = Lake(tmp_path)
        assert reader.catalog().rows["spans"] == 8
        lake.replace("spans", spans([(1, 0, 2.0)]), keys(spans([(5, 0, 0.0), (99, 0, 0.0)])))
        record = lake.commit(_RECORD)
    assert (record.kept, record.replaced, record.removed) == (0, {"spans": 1}, {"spans": 1})
    after = {file.path for file in load(tmp_path).files("spans")}
    assert len(before - after) == 1
    assert all((tmp_path / path).exists() for path in before)
    assert held(tmp_path)["s1"][1] == 2.0
    assert "s5" not in held(tmp_path)


def test_an_attribute_that_was_added_or_changed_its_kind_is_a_change(tmp_path):
    rows = spans([(1, 0, 1.0), (2, 0, 1.0)])
    with LakeWriter(tmp_path) as lake:
        lake.append("spans", rows.with_columns(tier=pl.Series([1, 2])))
        lake.commit(_RECORD)
        lake.replace("spans", rows.with_columns(tier=pl.Series([1.0, 2.5]), plan=pl.Series([None, "x"])))
        assert lake.commit(_RECORD).replaced == {"spans": 1}
    found = Lake(tmp_path).read(sa.select(sa.column("tier"), sa.column("plan")).select_from(_SPANS))
    assert sorted(found.rows()) == [(1.0, None), (2.5, "x")]


def test_scores_without_an_evaluator_are_replaced_too(tmp_path):
    score = pl.DataFrame({"span_id": ["s"], "name": ["n"], "value": [1.0], "created_at": [_START]})
    with LakeWriter(tmp_path) as lake:
        lake.append("scores", score)
        lake.replace("scores", score.with_columns(value=pl.lit(2.0)))
        lake.commit(_RECORD)
        lake.replace("scores", score.with_columns(value=pl.lit(3.0)))
        assert lake.commit(_RECORD).replaced == {"scores": 1}
    values = Lake(tmp_path).read(sa.select(sa.column("value", sa.Double)).select_from(sa.table("scores")))
    assert values["value"].to_list() == [3.0]
