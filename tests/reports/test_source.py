"""A source tells caches when its data change."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from tidegauge.errors import FilterError
from tidegauge.filters import TraceFilter
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports.segments import segments
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames


def test_its_text_changes_with_every_import(written: Callable[..., Source], tmp_path: Path) -> None:
    spans = pl.DataFrame({"trace_id": ["t"], "span_id": ["a"], "start_time": [datetime(2026, 11, 1)]})
    source = written(spans)
    before = repr(source)
    assert repr(source) == before
    more = spans.with_columns(span_id=pl.lit("b"))
    write_frames(
        tmp_path / "own", {"spans": more}, ImportRecord("more", "more.parquet", datetime(2026, 11, 2))
    )
    assert repr(source) != before


def test_declared_dimensions_are_names_like_any_other(
    source: Source, ask: Callable[..., TraceFilter]
) -> None:
    named = Source(source.store, {"surface": "device"})
    calls = chosen_metrics(["calls"], Settings(), source.store.catalog())
    by_name, by_column = (segments(named, ask(), calls, [name]) for name in ("surface", "device"))
    assert [row.n_current for row in by_name.rows] == [row.n_current for row in by_column.rows]
    assert repr(named) != repr(source)
    with pytest.raises(FilterError, match="surface"):
        segments(source, ask(), calls, ["surface"])
