"""One thumb down makes a call unhappy, whatever else it has. Authority: the rule of docs/feedback.md, counted by hand."""

from datetime import timedelta
from pathlib import Path

import polars as pl

from tests.conftest import END, START
from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports.segments import segments
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.reader import Lake
from tidegauge.stores.lake.writer import write_frames

UP, DOWN, BOTH, SILENT = 41, 10, 3, 6


def test_a_call_with_both_thumbs_is_unhappy(tmp_path: Path) -> None:
    n = UP + DOWN + BOTH + SILENT
    ids = [f"s{place}" for place in range(n)]
    at = [START + timedelta(minutes=place) for place in range(n)]
    spans = pl.DataFrame({"trace_id": ids, "span_id": ids, "kind": ["model"] * n, "start_time": at})
    ups, downs = ids[:UP] + ids[UP + DOWN : n - SILENT], ids[UP : n - SILENT]
    signals = pl.DataFrame(
        {"span_id": ups + downs, "kind": ["thumbs_up"] * len(ups) + ["thumbs_down"] * len(downs)}
    ).with_columns(created_at=pl.lit(END))
    write_frames(tmp_path / "lake", {"spans": spans, "signals": signals}, ImportRecord("b", "b.csv", END))
    store = Lake(tmp_path / "lake")
    metrics = chosen_metrics(["thumbs_up_rate"], Settings(), store.catalog())
    asked = TraceFilter(Population(Window(START, END)))
    (found,) = segments(Source(store), asked, metrics, ["kind"]).total.comparisons
    assert (found.current.n, found.current.value) == (UP + DOWN + BOTH, UP / (UP + DOWN + BOTH))
