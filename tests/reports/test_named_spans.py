"""Spans by their ids, in more than one question. Authority: polars over the rows that the lake was written from."""

from collections.abc import Mapping

import polars as pl
import pytest

from tidegauge.reports import named_spans as module
from tidegauge.reports.named_spans import labels_of_spans, named_spans
from tidegauge.reports.source import Source


@pytest.fixture(autouse=True)
def _few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 100)


def test_spans_of_several_questions_are_found(source: Source, calls: pl.DataFrame) -> None:
    some = calls.head(250)
    found = named_spans(source.store, [*some["span_id"], "gone"])
    expected = dict(some.select("span_id", "trace_id").iter_rows())
    assert {span: row["trace_id"] for span, row in found.items()} == expected


def test_labels_are_what_people_said_under_the_name(
    source: Source, calls: pl.DataFrame, frames: Mapping[str, pl.DataFrame]
) -> None:
    spans = calls["span_id"].head(250)
    own = frames["scores"].filter(pl.col("source") == "human", pl.col("span_id").is_in(spans.implode()))
    found = labels_of_spans(source.store, "correctness", spans.to_list())
    assert sorted(found.select("span_id", "value").iter_rows()) == sorted(
        own.select("span_id", "value").iter_rows()
    )
    assert labels_of_spans(source.store, "tone", spans.to_list()).is_empty()


def test_nobody_asks_for_nothing(source: Source) -> None:
    assert named_spans(source.store, []) == {}
    assert labels_of_spans(source.store, "correctness", []).is_empty()
