"""Traces without a root, counted. Authority: the same count by polars, and the rows of the fixture."""

from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from tidegauge.filters import Window
from tidegauge.queries.rootless import rootless_traces
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.reader import Lake
from tidegauge.stores.lake.writer import write_frames

AT = datetime(2026, 11, 10)


def test_traces_that_begin_in_the_window_and_have_no_root(tmp_path: Path) -> None:
    spans = pl.DataFrame(
        [
            ("whole", "a", None, 0),
            ("whole", "b", "a", 1),
            ("lost", "c", "x", 2),
            ("lost", "d", "c", 3),
            ("early", "e", "y", -30),
            ("over the edge", "f", None, -1),
            ("over the edge", "g", "f", 1),
        ],
        schema=["trace_id", "span_id", "parent_span_id", "minute"],
        orient="row",
    ).with_columns(start_time=pl.lit(AT) + pl.duration(minutes="minute"), kind=pl.lit("tool"))
    write_frames(tmp_path / "lake", {"spans": spans.drop("minute")}, ImportRecord("b", "b.csv", AT))
    found = Lake(tmp_path / "lake").read(rootless_traces(Window(AT, AT + timedelta(hours=1))))
    begun = spans.group_by("trace_id").agg(
        pl.col("start_time").min(), root=pl.col("parent_span_id").is_null().any()
    )
    assert (
        found["traces"].to_list() == [begun.filter(~pl.col("root"), pl.col("start_time") >= AT).height] == [1]
    )
