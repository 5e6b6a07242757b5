"""Two judges side by side: one is spoken of, no number mixes rulers. What was planted is the authority."""

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.judge_lake import END, Planted, judge_frames
from tidegauge.comparisons import Request, resolve
from tidegauge.errors import FilterError
from tidegauge.findings import Verdict
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._judge.line import line_of
from tidegauge.reports._judge.records import Corrected
from tidegauge.reports._judge.report import JudgeReport
from tidegauge.reports.judge import judge, table
from tidegauge.reports.judge_question import judge_question
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

Write = Callable[..., Source]

OWN = "own default@1a2b"
OLD, NEW = Planted().before, Planted().after


def store(written: Write, *, own: float = 0.5, value: float = 2.0, window: bool = True) -> Source:
    """The planted change from r3 to r4, and a judge of one's own that gives every answer it judges one value, now alone."""
    frames = judge_frames(Planted(calls=12_000, unparsable=0.0))
    spans, scores = frames.pop("spans"), frames["scores"]
    late = spans.filter(pl.col("start_time") >= pl.lit(END) - pl.duration(days=7)) if window else spans
    chosen = late.filter(pl.Series(np.random.default_rng(5).random(late.height) < own))
    mine = chosen.select(
        "span_id",
        "trace_id",
        created_at=pl.col("start_time") + pl.duration(minutes=9),
        name=pl.lit("correctness"),
        value=pl.lit(value),
        source=pl.lit("judge"),
        evaluator=pl.lit(OWN),
        inclusion_probability=pl.lit(own),
    )
    return written(spans, scores=pl.concat([scores, mine], how="diagonal"))


def report(source: Source, judge_name: str | None = None, by: str | None = None, **asked: Any) -> JudgeReport:
    catalog = source.store.catalog()
    question = judge_question(Settings(), catalog, None, by, judge_name)
    found = resolve(Request(**{"window": "last 7 days", **asked}), END, catalog.first, catalog.newest)
    return judge(source, found, question)


def test_the_judge_with_the_most_scores_now_is_spoken_of_alone(written: Write) -> None:
    found = report(store(written))
    assert found.line is not None
    assert found.line.judges == (OWN,)
    assert [one.evaluator for one in found.others] == [NEW, OLD]
    assert found.raw is not None
    assert found.raw.value == 2.0
    assert found.raw_reference is None
    assert found.changes == ()
    assert found.coverage.judged == found.raw.n
    (finding,) = found.findings
    assert "the judge changed" not in finding.sentence
    assert any("this judge scored nothing in" in one for one in finding.details)
    assert f"about the judge {OWN}, which gave the most scores of this window" in finding.details[-1]
    assert NEW in finding.details[-1]


def test_a_chosen_judge_keeps_its_own_change(written: Write) -> None:
    alone = report(written(**_planted()))
    found = report(store(written), NEW)
    assert found.line is not None
    assert found.line.judges == (OLD, NEW)
    assert [one.evaluator for one in found.others] == [OWN]
    (finding,), (same,) = found.findings, alone.findings
    assert finding.verdict is Verdict.NOT_COMPARABLE
    assert finding.sentence == same.sentence
    assert "which was chosen" in finding.details[-1]
    assert isinstance(found.quality, Corrected)
    assert isinstance(alone.quality, Corrected)
    assert found.quality.quality.value == pytest.approx(alone.quality.quality.value, rel=1e-9)
    assert [bar.n for bar in found.distribution] == [bar.n for bar in alone.distribution]


def _planted() -> dict[str, Any]:
    frames = judge_frames(Planted(calls=12_000, unparsable=0.0))
    return {"spans": frames["spans"], "scores": frames["scores"]}


def test_a_judge_that_judges_less_beside_it_changes_nothing(written: Write) -> None:
    alone = report(written(**_planted()))
    found = report(store(written, own=0.1))
    assert found.line is not None
    assert found.line.judges == (OLD, NEW)
    assert found.findings[0].sentence == alone.findings[0].sentence
    assert [bar.n for bar in found.distribution] == [bar.n for bar in alone.distribution]


def test_every_score_is_told_by_judge(written: Write) -> None:
    found = report(store(written))
    assert [one.evaluator for one in found.scores] == [OWN, NEW, OLD]
    means = {one.evaluator: one.current.value for one in found.scores}
    assert means[OWN] == 2.0
    assert means[OLD] > means[NEW] > 3


def test_segments_across_a_change_are_each_of_one_judge(written: Write) -> None:
    frames = _planted()
    found = report(written(**frames), by="geo")
    spans, scores = frames["spans"], frames["scores"].filter(pl.col("source") == "judge")
    rows = scores.join(spans.select("span_id", "start_time", "geo"), on="span_id")
    now = rows.filter(
        pl.col("start_time") >= pl.lit(END) - pl.duration(days=7), pl.col("evaluator") == NEW
    ).drop_nulls("value")
    by_hand = {geo: rows["value"].mean() for (geo,), rows in now.group_by("geo")}
    for one in found.segments:
        assert one.current.value == pytest.approx(by_hand[one.segment], rel=1e-9)
        assert one.verdict is Verdict.NOT_COMPARABLE


def test_a_judge_that_gave_nothing_is_named_and_the_usual_one_shown(written: Write) -> None:
    found = report(store(written), "nobody")
    assert found.line is not None
    assert (found.line.missing, found.line.judge, found.line.chosen) == ("nobody", OWN, False)


def test_the_table_holds_both_windows_apart(written: Write) -> None:
    rows = {row["evaluator"]: row for row in table(report(store(written))).to_dicts()}
    assert rows[OWN]["in_the_headline"]
    assert rows[OWN]["n_reference"] == 0
    assert not rows[OLD]["in_the_headline"]
    assert rows[OLD]["n_reference"] > rows[OLD]["n"] > 0


def test_raw_and_corrected_stand_side_by_side(written: Write) -> None:
    """Planted: 80% are right, which people mark 5, the others 2: 4.4 on average. The strict judge passes fewer."""
    found = report(written(**judge_frames(Planted(calls=40_000))))
    assert isinstance(found.quality, Corrected)
    assert found.quality.mean is not None
    assert found.quality.mean.low < 0.8 * 5 + 0.2 * 2 < found.quality.mean.high
    assert found.raw_passes is not None
    # The strict judge passes 0.81 of the right answers and 0.04 of the wrong ones.
    assert found.raw_passes.low < 0.8 * 0.81 + 0.2 * 0.04 < found.raw_passes.high
    assert found.raw_passes.high < found.quality.quality.low


def test_of_labels_that_only_pass_or_fail_there_is_no_mean_mark(written: Write) -> None:
    frames = judge_frames(Planted(calls=30_000))
    scores = frames["scores"].with_columns(
        value=pl.when(pl.col("source") == "human")
        .then((pl.col("value") >= 4).cast(pl.Float64))
        .otherwise("value")
    )
    found = report(written(frames["spans"], scores=scores))
    assert isinstance(found.quality, Corrected)
    assert found.quality.mean is None


def test_what_does_not_apply_is_not_unparsable(written: Write) -> None:
    frames = judge_frames(Planted(calls=2_000))
    scores = frames["scores"]
    judged = scores.filter(pl.col("source") == "judge")
    labels = (
        pl.when(pl.int_range(pl.len()) % 50 == 0)
        .then(pl.lit("unparsable"))
        .otherwise(pl.lit("not applicable"))
    )
    extra = judged.with_columns(
        name=pl.lit("groundedness"), value=pl.lit(None, dtype=pl.Float64), label=labels
    )
    source = written(frames["spans"], scores=pl.concat([scores, extra], how="diagonal"))
    row = next(one for one in report(source).scores if one.name == "groundedness" and one.evaluator == NEW)
    assert row.inapplicable > 0
    assert row.silent < 0.1
    catalog = source.store.catalog()
    asked = resolve(Request(window="last 7 days"), END, catalog.first, catalog.newest)
    found = judge(source, asked, judge_question(Settings(), catalog, "groundedness"))
    assert found.findings[0].sentence.startswith("groundedness does not apply to any of the ")
    assert found.words == {}


def test_an_unknown_score_is_refused_with_the_names(written: Write) -> None:
    catalog = written(**_planted()).store.catalog()
    with pytest.raises(FilterError, match=r"“corectness” is not a known score\. .*correctness"):
        judge_question(Settings(), catalog, "corectness")


def terms(*judges: tuple[str, int, int, float]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Frames of judges (name, first bucket, last bucket, scores a bucket); buckets from 7 on are of the current window."""
    rows = [
        {"evaluator": name, "bucket": bucket, "side": int(bucket < 7), "n": n, "source": "judge"}
        for name, begin, end, n in judges
        for bucket in range(begin, end + 1)
    ]
    moments = pl.DataFrame(rows).with_columns(
        side=pl.when(pl.col("bucket") < 7).then(REFERENCE).otherwise(CURRENT)
    )
    versions = moments.group_by("side", "source", "evaluator").agg(pl.col("n").sum())
    return versions, moments


@pytest.mark.parametrize(
    ("judges", "spoken_of"),
    [
        ((("a", 0, 9, 10), ("b", 9, 13, 10)), ("a", "b")),  # one took over within the window
        ((("a", 0, 9, 10), ("b", 8, 13, 10)), ("a", "b")),  # after a day of both
        ((("a", 0, 13, 10), ("b", 7, 13, 9)), ("a",)),  # one's own, beside it
        ((("a", 0, 13, 9), ("b", 7, 13, 10)), ("b",)),  # and more of it
        ((("a", 0, 9, 10), ("b", 10, 13, 9), ("c", 7, 13, 20)), ("c",)),  # c judged beside both
        ((("a", 0, 4, 10), ("b", 5, 9, 10), ("c", 10, 13, 10)), ("a", "b", "c")),
        ((("a", 0, 13, 10), ("b", 13, 13, 3)), ("a",)),  # a trial on the last day
    ],
)
def test_who_took_over_from_whom(judges: Any, spoken_of: tuple[str, ...]) -> None:
    line = line_of(*terms(*judges))
    assert line is not None
    assert line.judges == spoken_of


def test_a_change_long_ago_in_a_chain_that_was_chosen_ends_where_it_was_chosen() -> None:
    line = line_of(*terms(("a", 0, 4, 10), ("b", 5, 9, 10), ("c", 10, 13, 10)), chosen="b")
    assert line is not None
    assert line.judges == ("a", "b")
    assert line.chosen


def test_no_judge_no_line() -> None:
    versions, moments = terms(("a", 0, 1, 1))
    assert line_of(versions.clear(), moments.clear()) is None
