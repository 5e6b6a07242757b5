"""What a gate reads of a store: scores of two judges are told apart, and what one side alone records."""

from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.gate_calls import START, version_calls
from tidegauge.filters import Population, TraceFilter, Window, parse_condition
from tidegauge.gate.policy import Policy
from tidegauge.gate.records import Result
from tidegauge.gate.run import judged
from tidegauge.gate.store_reading import StoreReading
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.stores import open_store
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames

END = datetime(2026, 11, 10)


def _reading(folder: Path, *, rejudged: bool, checked: tuple[bool, bool]) -> StoreReading:
    """Return both versions' reading: v7 judged by r4 if `rejudged`, formats recorded on the sides that are `checked`."""
    before, after = (
        calls if kept else calls.drop("format_valid")
        for calls, kept in zip(
            (version_calls(1, 400, "v6"), version_calls(2, 400, "v7")), checked, strict=True
        )
    )
    spans = pl.concat((before, after), how="diagonal")
    new = "r4" if rejudged else "r3"
    scores = spans.select(
        "trace_id",
        "span_id",
        created_at=pl.col("start_time") + timedelta(minutes=1),
        name=pl.lit("correctness"),
        value=(pl.int_range(pl.len()) % 5).cast(pl.Float64),
        evaluator=pl.when(pl.col("prompt_version") == "v6").then(pl.lit("r3")).otherwise(pl.lit(new)),
        source=pl.lit("judge"),
    )
    record = ImportRecord("gate", "gate.parquet", END)
    write_frames(folder / "lake", {"spans": spans, "scores": scores}, record)
    sides = (
        Population(Window(START, END), (parse_condition(f"prompt_version = {one}"),)) for one in ("v7", "v6")
    )
    settings = Settings()
    return StoreReading(Source(open_store(str(folder / "lake")), {}), TraceFilter(*sides), settings)


def test_scores_of_two_judges_are_not_comparable(tmp_path: Path) -> None:
    reading = _reading(tmp_path, rejudged=True, checked=(True, True))
    found = {one.name: one for one in judged(reading, Policy())}
    assert found["quality"].result is Result.NOT_ENOUGH_DATA
    assert found["quality"].why == "Not comparable: the judge changed: r4, before r3."
    assert "score.correctness" not in reading.scores(())


def test_scores_of_one_judge_are(tmp_path: Path) -> None:
    reading = _reading(tmp_path, rejudged=False, checked=(True, True))
    found = reading.values("correctness")
    assert found is not None
    assert found.problem == ""
    assert "score.correctness" in reading.scores(())


@pytest.mark.parametrize(("checked", "rows"), [((True, False), (400, 0)), ((False, True), (0, 400))])
def test_what_one_side_alone_records_is_told(
    tmp_path: Path, checked: tuple[bool, bool], rows: tuple[int, int]
) -> None:
    found = _reading(tmp_path, rejudged=False, checked=checked).values("format_failure_rate")
    assert found is not None
    assert found.counts is not None
    assert tuple(n for _, n in found.counts) == rows
    assert found.has_baseline is bool(rows[0])
