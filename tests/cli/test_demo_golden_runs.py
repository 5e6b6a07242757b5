"""The golden set of the demo's orders, and its two runs. Authority: orders that the test wrote."""

from pathlib import Path

import polars as pl
import sqlalchemy as sa

from tests.agreement_lake import END, spans
from tidegauge.cli._demo_golden_runs import SET, fill_golden_runs
from tidegauge.findings import Verdict
from tidegauge.reports.golden_run import compare_runs
from tidegauge.reports.source import Source
from tidegauge.stores import open_store
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames
from tidegauge.workbench.golden_runs import runs_of
from tidegauge.workbench.golden_sets import items_of_set, list_sets


def test_v7_breaks_what_is_not_english(tmp_path: Path, engine: sa.Engine) -> None:
    languages = ["de" if n % 2 else "en" for n in range(60)]
    answers = [f'{{"order": "{n}",\n "total": {n}.5}}' if n else '{"order": "0",' for n in range(60)]
    rows = spans(60, output_text=answers).with_columns(
        input_text=pl.lit("[system] Answer as JSON.\n\n[user] Where is it?"),
        feature=pl.lit("order_status"),
        language=pl.Series(languages),
        status=pl.lit("ok"),
    )
    lake = tmp_path / "lake"
    write_frames(lake, {"spans": rows}, ImportRecord("own", "own.parquet", END))
    fill_golden_runs(engine, Source(open_store(str(lake))), str(lake), END)
    (of,) = list_sets(engine)
    items = items_of_set(engine, of)
    assert (of.title, len(items), sum(item.value == 0 for item in items)) == (f"{SET}@1", 60, 1)
    after, before = runs_of(engine, SET)
    assert [(one.label, one.complete) for one in (before, after)] == [("v6", True), ("v7", True)]
    assert "no model was asked" in after.note
    moved = compare_runs(engine, before.id, after.id)
    assert (moved.verdict, len(moved.lost), len(moved.gained)) == (Verdict.CHANGED, 30, 0)
    assert all(one.why == "json_keys: It is no JSON object." for one in moved.lost)


def test_a_store_without_orders_is_left_alone(tmp_path: Path, engine: sa.Engine) -> None:
    lake = tmp_path / "lake"
    rows = spans(5, output_text=["so"] * 5).with_columns(feature=pl.lit("search"), input_text=pl.lit("?"))
    write_frames(lake, {"spans": rows}, ImportRecord("own", "own.parquet", END))
    fill_golden_runs(engine, Source(open_store(str(lake))), str(lake), END)
    assert list_sets(engine) == ()
