"""Answers that had unequal chances to be judged: each counts by 1 / chance, and a change of the rate is no change."""

from collections.abc import Callable
from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from tests.judge_lake import END, Planted, judge_frames
from tidegauge.comparisons import Request, resolve
from tidegauge.findings import Verdict
from tidegauge.reports._judge.labels import labelled
from tidegauge.reports._judge.read import judge_facts
from tidegauge.reports._judge.report import JudgeReport
from tidegauge.reports.judge import judge
from tidegauge.reports.judge_question import judge_question
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

Write = Callable[..., Source]
CALLS = 60_000
SPANS = judge_frames(Planted(calls=CALLS, days=14))["spans"]
BAD = np.random.default_rng(3).random(CALLS) < 0.03
"""Errors and thumbs down: always judged."""


def report(source: Source, **request: object) -> JudgeReport:
    catalog = source.store.catalog()
    asked = resolve(Request(window="last 7 days", **request), END, catalog.first, catalog.newest)  # type: ignore[arg-type]
    return judge(source, asked, judge_question(Settings(), catalog, None, "geo"))


def drawn(before: float, after: float, *, recorded: bool = True) -> tuple[pl.DataFrame, float]:
    """Return scores of which nothing changed but the rate, and the mean of all answers; without a chance before."""
    random = np.random.default_rng(5)
    late = (SPANS["start_time"] >= END - timedelta(days=7)).to_numpy()
    value = np.where(
        BAD,
        random.choice([1, 2, 3], CALLS, p=[0.5, 0.3, 0.2]),
        random.choice([3, 4, 5], CALLS, p=[0.1, 0.4, 0.5]),
    ).astype(float)
    chance = np.where(BAD, 1.0, np.where(late, after, before))
    judged = random.random(CALLS) < chance
    known = np.where(late | recorded, chance, np.nan)
    rows = SPANS.select("span_id", "trace_id", created_at="start_time", name=pl.lit("correctness"))
    rows = rows.with_columns(
        value=pl.Series(value),
        source=pl.lit("judge"),
        evaluator=pl.lit("judge-lm rubric r3"),
        inclusion_probability=pl.Series(known).fill_nan(None),
    )
    return rows.filter(pl.Series(judged)), float(value.mean())


def test_a_lower_rate_is_no_fall(written: Write) -> None:
    scores, truth = drawn(0.2, 0.02)
    found = report(written(SPANS, scores=scores))
    (finding,) = found.findings
    assert finding.verdict is not Verdict.CHANGED
    for mean in (found.raw, found.raw_reference):
        assert mean is not None
        assert mean.low < truth < mean.high
    assert {one.verdict for one in found.segments} & {Verdict.CHANGED} == set()
    (row,) = found.scores
    assert (row.current, row.reference) == (found.raw, found.raw_reference)
    late = scores.filter(pl.col("created_at") >= END - timedelta(days=7))
    # Unweighted the answers that are always judged pull the mean down by as much as half a point.
    assert late["value"].mean() < truth - 0.3  # type: ignore[operator]
    share = sum(bar.share for bar in found.distribution if bar.value >= 4)
    assert share == pytest.approx(0.97 * 0.9, abs=0.03)
    point = found.raw_lines[0].points[-1]
    assert point.low < truth < point.high


def test_unequal_chances_of_one_window_alone_are_not_compared(written: Write) -> None:
    scores, _ = drawn(0.2, 0.02, recorded=False)
    found = report(written(SPANS, scores=scores))
    (finding,) = found.findings
    assert finding.verdict is Verdict.CANNOT_TELL
    assert "cannot be compared: answers had unequal chances" in finding.sentence
    assert {one.verdict for one in found.segments} & {Verdict.CHANGED} == set()


def test_scores_whose_draw_is_not_recorded_are_left_out_and_counted(written: Write) -> None:
    scores, truth = drawn(0.2, 0.2)
    late = pl.col("created_at") >= END - timedelta(days=7)
    number = scores.select(late.sum()).item()
    unknown = scores.filter(late).head(number // 4)["span_id"].implode()
    chance = pl.when(pl.col("span_id").is_in(unknown)).then(None).otherwise(pl.col("inclusion_probability"))
    found = report(written(SPANS, scores=scores.with_columns(chance.alias("inclusion_probability"))))
    assert found.raw is not None
    assert found.coverage.left_out == number // 4
    assert found.raw.n == number - number // 4
    assert found.raw.low < truth < found.raw.high


def test_the_curve_is_of_the_calls_that_are_not_judged_anyway(written: Write) -> None:
    scores, _ = drawn(0.2, 0.02)
    found = report(written(SPANS, scores=scores)).sampling
    assert found is not None
    late = scores.filter(pl.col("created_at") >= END - timedelta(days=7))
    always = late.filter(pl.col("inclusion_probability") == 1).height
    assert found.always == always
    assert found.rate == pytest.approx(0.02, abs=0.003)
    assert found.recorded == pytest.approx(0.02)
    lowest = found.curve[0]
    calls = SPANS.filter(pl.col("start_time") >= END - timedelta(days=7)).height
    assert lowest.judged == pytest.approx(always + 0.005 * (calls - always), abs=1)


def test_of_two_judges_the_one_that_scored_last_counts_not_the_alphabet(written: Write) -> None:
    scores, _ = drawn(0.2, 0.2)
    few = scores.filter(pl.col("created_at") >= END - timedelta(days=3)).head(40)
    old = few.with_columns(evaluator=pl.lit("m rubric r9"), value=pl.lit(2.0))
    new = few.with_columns(
        evaluator=pl.lit("m rubric r10"),
        value=pl.lit(5.0),
        created_at=pl.col("created_at") + timedelta(hours=1),
    )
    people = few.with_columns(evaluator=pl.lit("marta"), source=pl.lit("human"), value=pl.lit(5.0))
    source = written(SPANS, scores=pl.concat([old, new, people]))
    catalog = source.store.catalog()
    asked = resolve(Request(window="last 7 days", compare="none"), END, catalog.first, catalog.newest)
    facts = judge_facts(source, asked, judge_question(Settings(), catalog))
    assert facts.scale is not None
    assert set(labelled(facts, facts.scale).evaluator) == {"m rubric r10"}
