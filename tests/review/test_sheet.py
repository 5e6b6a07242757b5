"""The sheet of a batch: what people see of an answer, safe in a spreadsheet."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import polars as pl
import pytest

from tests.conftest import END, MIDDLE
from tidegauge.filters import Window
from tidegauge.reports.export import to_csv
from tidegauge.reports.source import Source
from tidegauge.review.redaction import redact
from tidegauge.review.sheet import LONGEST, sheet
from tidegauge.workbench.review_batches import Asked, Drawn, ReviewBatch, ReviewError, Scale
from tidegauge.workbench.review_items import ReviewItem

BATCH = ReviewBatch(
    7,
    Asked("one", "How good is it?", "helpful", Scale.ONE_TO_FIVE),
    Drawn("demo", "session", Window(MIDDLE, END), (), "", "random", "a", 2, 2),
    "ana",
    datetime(2026, 11, 21),
)
ITEMS = (
    ReviewItem(1, "t3", "s3", "c1", 0.5),
    ReviewItem(2, "t4", "s4", "c2", 0.5),
    ReviewItem(3, "t9", "gone", "c9", 0.5),
)
CMD = '=cmd|" /C calc"!A0'


def spans() -> pl.DataFrame:
    ids = ["s1", "s2", "s3", "s4"]
    return pl.DataFrame(
        {
            "trace_id": ["t1", "t2", "t3", "t4"],
            "span_id": ids,
            "session_id": ["c1", "c1", "c1", "c2"],
            "kind": ["model"] * 4,
            "start_time": [MIDDLE + timedelta(minutes=place) for place in range(4)],
            "input_text": ["first?", None, "third?\n\x00", CMD],
            "output_text": ["one", "two", "x" * (LONGEST + 10), '-1+1, "quoted"\nline'],
        }
    )


def test_a_reviewer_sees_the_conversation(written: Callable[..., Source]) -> None:
    found = sheet(written(spans()), BATCH, ITEMS)
    first, second, gone = found.iter_rows(named=True)
    assert first["earlier_turns"] == "Asked: first?\nAnswered: one\n\nAsked: –\nAnswered: two"
    assert (first["input"], first["output"][:2]) == ("third?\n", "xx")
    assert first["output"].endswith(f"… (cut, {LONGEST + 10:,} characters)")
    assert second["earlier_turns"] == ""
    assert (gone["input"], gone["output"], gone["span_id"]) == ("", "", "gone")
    assert found["value"].to_list() == found["reviewer"].to_list() == ["", "", ""]
    assert set(found["answers"]) == {"value: 1 (worst) to 5 (best), or “cannot judge”"}


def test_no_cell_is_a_formula(written: Callable[..., Source]) -> None:
    text = to_csv(sheet(written(spans()), BATCH, ITEMS))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["span_id"] for row in rows] == ["s3", "s4", "gone"]
    assert rows[1]["input"] == f"'{CMD}"
    assert rows[1]["output"] == '\'-1+1, "quoted"\nline'
    assert not [
        cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    ]


def test_an_empty_store_gives_empty_texts(written: Callable[..., Source]) -> None:
    found = sheet(written(spans().head(0)), BATCH, ITEMS)
    assert found["output"].to_list() == ["", "", ""]


def test_a_comparison_is_no_sheet(source: Source) -> None:
    pairs = replace(BATCH, asked=replace(BATCH.asked, scale=Scale.PREFERENCE))
    with pytest.raises(ReviewError, match="label it in the app"):
        sheet(source, pairs, [])


def test_what_a_rubric_redacts_is_unreadable_in_a_sheet_as_well(written: Callable[..., Source]) -> None:
    rows = spans().with_columns(
        input_text=pl.lit("I am ana@example.org"), output_text=pl.lit("Call +44 20 7946 0958, order 20261122")
    )
    clean = partial(redact, rules_named=("emails", "phones"))
    first = sheet(written(rows), BATCH, ITEMS, clean).row(0, named=True)
    assert (first["input"], first["output"]) == ("I am [email]", "Call [phone], order 20261122")
    assert "[email]" in first["earlier_turns"]
    assert "ana@" not in str(first)
