"""Reports leave as JSON that any parser reads, as CSV that runs nothing, as Parquet that keeps types."""

import io
import json
from collections.abc import Callable
from datetime import datetime

import polars as pl
import pytest

from tidegauge.filters import TraceFilter, Window
from tidegauge.findings import Finding, Link, Verdict
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports.export import to_csv, to_json, to_parquet
from tidegauge.reports.segments import segments, table
from tidegauge.reports.source import Source
from tidegauge.settings import Settings


def test_json_has_times_with_a_z_and_null_for_what_is_not_there() -> None:
    window = json.loads(to_json(Window(datetime(2026, 11, 1), datetime(2026, 11, 2, 3, 4, 5, 6))))
    assert window == {"start": "2026-11-01T00:00:00Z", "end": "2026-11-02T03:04:05.000006Z"}
    assert json.loads(to_json({"low": float("-inf"), "high": float("nan"), "none": None})) == dict.fromkeys(
        ("low", "high", "none")
    )


def test_a_finding_is_plain_json() -> None:
    finding = Finding(
        Verdict.CHANGED, "metric", "A \x00 <script> “x”", link=Link("segments", {"where": ("geo = BR",)})
    )
    read = json.loads(to_json(finding))
    assert (read["verdict"], read["sentence"]) == ("changed", "A \x00 <script> “x”")
    assert read["link"] == {"page": "segments", "params": {"where": ["geo = BR"]}}


def test_a_report_survives_all_three_forms(source: Source, ask: Callable[..., TraceFilter]) -> None:
    metrics = chosen_metrics(["error_rate", "latency_p95"], Settings(), source.store.catalog())
    report = segments(source, ask(), metrics, ['a"b%c:d?e [select] é', "geo"])
    rows = table(report)
    assert len(json.loads(to_json(report))["rows"]) == rows.height == len(report.rows)
    assert pl.read_parquet(io.BytesIO(to_parquet(rows))).equals(rows)
    assert pl.read_csv(io.StringIO(to_csv(rows)))["n_current"].to_list() == rows["n_current"].to_list()


@pytest.mark.parametrize(
    "value", ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']
)
def test_a_spreadsheet_runs_neither_a_value_nor_a_heading(value: str) -> None:
    read = pl.read_csv(io.StringIO(to_csv(pl.DataFrame({value: [value, "plain", None]}))))
    assert read.columns[0].startswith("'" + value[:1])
    assert read.to_series().to_list() == ["'" + value, "plain", None]


def test_numbers_below_zero_stay_numbers() -> None:
    assert to_csv(pl.DataFrame({"difference": [-1.5]})) == "difference\n-1.5\n"
