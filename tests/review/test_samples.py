"""What reviewers see of items: the person's question, what the assistant had, what judges said, redacted and blind."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.review_batch import AT
from tidegauge.filters import Window
from tidegauge.reports.source import Source
from tidegauge.review.samples import JudgeSaid, ReviewSample, samples
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.reader import Lake
from tidegauge.stores.lake.writer import write_frames
from tidegauge.workbench.review_batches import Asked, Drawn, ReviewBatch, ReviewError, Scale
from tidegauge.workbench.review_items import ReviewItem
from tidegauge.workbench.rubric import JudgeShown, Rubric, Verdict

RUBRIC = Rubric("r", "", Verdict("Good?", "good"))
DOCUMENTS = '[{"title": "Shipping", "content": "Three days, ask ana@example.org.", "score": 0.82}]'
ITEM = ReviewItem(1, "t1", "answer", "c1", 0.1)


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """A session of two turns; the second has a document and a tool before its answer, and a check after it."""
    rows = [
        ("t0", "first", "", "model", 0, "hello", "hi", None),
        ("t1", "root", "", "agent", 60, "where is 88213? ana@example.org", "late", None),
        ("t1", "search", "root", "retriever", 61, "88213", "2 documents", DOCUMENTS),
        ("t1", "lookup", "root", "tool", 62, '{"id": 88213}', '{"status": "late"}', None),
        ("t1", "answer", "root", "model", 63, "[system] be kind", "It is late. Ask ana@example.org.", None),
        ("t1", "after", "root", "tool", 64, "{}", "sent", None),
        ("t2", "other", "", "model", 90, "where is 88213?", "Tomorrow.", None),
    ]
    names = (
        "trace_id",
        "span_id",
        "parent_span_id",
        "kind",
        "at",
        "input_text",
        "output_text",
        "retrieval.documents",
    )
    spans = pl.DataFrame(rows, schema=names, orient="row").with_columns(
        pl.col("span_id").alias("name"),
        pl.lit("v7").alias("prompt_version"),
        pl.when(pl.col("trace_id") != "t2").then(pl.lit("c1")).alias("session_id"),
        start_time=pl.lit(AT) - timedelta(hours=1) + pl.duration(seconds="at"),
    )
    scores = pl.DataFrame(
        {
            "span_id": ["answer"] * 4,
            "trace_id": "t1",
            "name": ["tone", "tone", "safe", "satisfied"],
            "value": [2.0, 4.0, None, 1.0],
            "label": [None, None, "pass", None],
            "source": ["judge", "judge", "judge", "human"],
            "created_at": [AT - timedelta(minutes=n) for n in (9, 5, 5, 5)],
        }
    )
    frames = {"spans": spans.drop("at"), "scores": scores}
    write_frames(tmp_path / "lake", frames, ImportRecord("b1", "samples", AT))
    return Source(Lake(tmp_path / "lake"), {})


def batch(scale: Scale = Scale.YES_NO) -> ReviewBatch:
    of = Drawn("lake", "session", Window(AT - timedelta(days=1), AT), (), "", "random", "a", 10, 1)
    return ReviewBatch(1, Asked("one", "Good?", "good", scale), of, "ana", AT)


def one(
    source: Source, item: ReviewItem = ITEM, rubric: Rubric = RUBRIC, scale: Scale = Scale.YES_NO
) -> ReviewSample:
    return samples(source, batch(scale), [item], rubric)[item.place]


def test_a_sample_is_what_the_person_asked_and_what_the_assistant_had(source: Source) -> None:
    found = one(source)
    assert (found.input, found.prompt) == ("where is 88213? ana@example.org", "[system] be kind")
    assert found.output == "It is late. Ask ana@example.org."
    assert [(had.kind, had.title, had.text[:10]) for had in found.had] == [
        ("document", "Shipping (matched 0.82)", "Three days"),
        ("tool", "lookup", '{"status":'),
    ]
    assert [(turn.input, turn.output) for turn in found.before] == [("hello", "hi")]
    assert found.facts == {"prompt_version": "v7"}
    assert found.attributes is not None
    assert found.attributes["parent_span_id"] == "root"
    assert "output_text" not in found.attributes


def test_what_the_judge_said_last_is_there_only_if_the_rubric_ever_shows_it(source: Source) -> None:
    said = (JudgeSaid("tone", 4.0, None), JudgeSaid("safe", None, "pass"))
    assert set(one(source).judged) == set(said)
    assert one(source, rubric=replace(RUBRIC, judge=JudgeShown.NEVER)).judged == ()


def test_two_answers_are_compared_blind(source: Source) -> None:
    item = replace(ITEM, beside={"other": {"trace_id": "t2", "span_id": "other"}, "swapped": True})
    found = one(source, item, scale=Scale.PREFERENCE)
    assert (found.output, found.other, found.swapped) == (
        "It is late. Ask ana@example.org.",
        "Tomorrow.",
        True,
    )
    assert (found.facts, found.attributes, found.prompt, found.judged, found.had) == ({}, None, None, (), ())


def test_what_is_gone_is_not_found(source: Source) -> None:
    assert not one(source, replace(ITEM, span_id="gone")).found
    lonely = replace(ITEM, beside={"other": {"trace_id": "t9", "span_id": "gone"}})
    assert not one(source, lonely, scale=Scale.PREFERENCE).found


def test_every_text_is_redacted_when_the_rubric_says_so(source: Source) -> None:
    found = one(source, rubric=replace(RUBRIC, redact=("emails",)))
    assert found.output == "It is late. Ask [email]."
    assert "example.org" not in repr(found)
    with pytest.raises(ReviewError, match="not a known rule"):
        one(source, rubric=replace(RUBRIC, redact=("emials",)))
