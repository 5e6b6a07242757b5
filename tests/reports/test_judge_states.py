"""Every part that may be missing is a sentence that says what to do."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.judge_lake import END, Planted, judge_frames
from tidegauge.comparisons import Request, resolve
from tidegauge.errors import FilterError
from tidegauge.findings import Verdict
from tidegauge.reports._judge.report import JudgeReport
from tidegauge.reports.judge import judge
from tidegauge.reports.judge_question import judge_question
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.settings_judge import JudgeTable

Write = Callable[..., Source]


def report(source: Source, name: str | None = None, by: str | None = None, **request: Any) -> JudgeReport:
    catalog = source.store.catalog()
    asked = resolve(Request(**{"window": "last 7 days", **request}), END, catalog.first, catalog.newest)
    return judge(source, asked, judge_question(Settings(), catalog, name, by))


def said(found: JudgeReport) -> str:
    return found.findings[0].sentence


def scored(scores: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    return judge_frames(Planted(calls=2_000))["spans"], scores


def few(value: Any, calls: int = 2_000, **more: Any) -> pl.DataFrame:
    spans = judge_frames(Planted(calls=calls))["spans"]
    at = pl.col("start_time").alias("created_at")
    columns = {"name": "correctness", "source": "judge", "evaluator": "judge", **more}
    return spans.select(
        "span_id", at, pl.Series("value", value), **{name: pl.lit(one) for name, one in columns.items()}
    )


def test_no_judge(written: Write) -> None:
    found = report(written(judge_frames()["spans"]))
    assert said(found).startswith("No judge has scored any answer yet.")
    assert "tidegauge judge --help" in found.findings[0].details


def test_no_calls_match(written: Write) -> None:
    spans, scores = judge_frames().values()
    found = report(written(spans, scores=scores), where=("geo = XX",))
    assert said(found) == "No calls match geo = XX in this window."


def test_only_people_scored(written: Write) -> None:
    spans, scores = judge_frames(Planted(calls=2_000)).values()
    people = scores.filter(pl.col("source") == "human").with_columns(name=pl.lit("tone"))
    rest = scores.filter(pl.col("source") != "human")
    found = report(written(spans, scores=pl.concat([people, rest])), "tone")
    assert said(found).startswith("Only people scored tone, no judge did.")


def test_nothing_judged_in_this_window(written: Write) -> None:
    spans, scores = judge_frames(Planted(calls=4_000)).values()
    old = scores.filter(pl.col("created_at") < END - timedelta(days=10), pl.col("source") == "judge")
    found = report(written(spans, scores=old))
    assert said(found) == (
        "No answer of this window was judged on correctness. Choose a longer window, or another score."
    )


def test_words_only(written: Write) -> None:
    spans, scores = scored(few([None] * 2_000, label="good").with_columns(pl.col("value").cast(pl.Float64)))
    found = report(written(spans, scores=scores))
    assert said(found).startswith("The judge gives correctness as words, not numbers: good (")
    assert dict(found.words).keys() == {"good"}


def test_only_unparsable(written: Write) -> None:
    spans, scores = scored(
        few([None] * 2_000, label="unparsable").with_columns(pl.col("value").cast(pl.Float64))
    )
    found = report(written(spans, scores=scores))
    assert "none of its replies could be read" in said(found)
    assert found.coverage.silent[0].share == 1


def test_continuous_scores(written: Write) -> None:
    values = np.random.default_rng(1).beta(5, 2, 2_000)
    found = report(written(*scored(few(values))[:1], scores=few(values)))
    assert found.scale is not None
    assert (found.scale.low, found.scale.high, found.scale.marks) == (0, 1, False)
    assert found.raw is not None
    assert found.raw.low < 5 / 7 < found.raw.high
    assert sum(bar.share for bar in found.distribution) == pytest.approx(1)


def test_one_mark_a_day_and_no_comparison(written: Write) -> None:
    found = report(written(*scored(few([4.0] * 2_000))[:1], scores=few([4.0] * 2_000)), compare="none")
    assert said(found).startswith("The judge's mean is 4.0 on 1 to 5.")
    assert found.findings[0].verdict is Verdict.CANNOT_TELL


def test_a_judge_without_a_name(written: Write) -> None:
    rows = few([4.0, 5.0] * 1_000).drop("evaluator")
    found = report(written(judge_frames(Planted(calls=2_000))["spans"], scores=rows))
    assert [one.evaluator for one in found.versions] == [""]


def test_people_who_only_pass_or_fail_are_held_against_marks(written: Write) -> None:
    spans, scores = judge_frames(Planted(calls=20_000)).values()
    verdict = (
        pl.when(pl.col("source") == "human").then((pl.col("value") >= 4).cast(pl.Float64)).otherwise("value")
    )
    found = report(written(spans, scores=scores.with_columns(verdict.alias("value"))))
    assert found.quality is not None
    assert abs(found.quality.quality.value - 0.8) < 0.06  # type: ignore[union-attr]
    assert found.confusion is not None
    assert found.confusion.values == ("fail", "pass")


def test_inverted_labels_are_found(written: Write) -> None:
    spans, scores = judge_frames(Planted(calls=20_000)).values()
    turned = pl.when(pl.col("source") == "human").then(7 - pl.col("value")).otherwise("value")
    found = report(written(spans, scores=scores.with_columns(turned.alias("value"))))
    assert [one.state for one in found.biases if one.name == "inverted labels"] == ["found"]


@pytest.mark.parametrize(("first", "state"), [(0.7, "found"), (0.5, "none")])
def test_position(first: float, state: str, written: Write) -> None:
    random = np.random.default_rng(3)
    place = random.random(10_000) < 0.5
    won = np.where(place, random.random(10_000) < first, random.random(10_000) < 1 - first).astype(float)
    preferred = few(won, 10_000, name="preference").with_columns(
        label=pl.Series(np.where(place, "first", "second"))
    )
    judged = few(random.integers(1, 6, 10_000).astype(float), 10_000)
    spans = judge_frames(Planted(calls=10_000))["spans"]
    found = report(written(spans, scores=pl.concat([preferred, judged], how="diagonal")))
    (position,) = (one for one in found.biases if one.name == "position")
    assert position.state == state


def test_survivors_only(written: Write) -> None:
    spans, scores = judge_frames(Planted(calls=8_000)).values()
    labelled = scores.filter(pl.col("source") == "human").unique("span_id")
    thumbs = labelled.select("span_id", "created_at", kind=pl.lit("thumbs_up"))
    found = report(written(spans, scores=scores, signals=thumbs))
    (survivors,) = (one for one in found.biases if one.name == "survivors only")
    assert survivors.state == "found"


def test_prevalence_paradox(written: Write) -> None:
    """The table 90/4/5/1 of the literature (Feinstein and Cicchetti 1990): agreement .91, kappa .135, AC1 .900.

    Six answers are of the rarer kind: the large-sample interval ends at .45, and that with four answers more at .52.
    """
    spans = judge_frames(Planted(calls=2_000))["spans"].tail(100)
    judged, people = (
        np.repeat([1.0, 0.0, 1.0, 0.0], [90, 4, 5, 1]),
        np.repeat([1.0, 1.0, 0.0, 0.0], [90, 4, 5, 1]),
    )
    at = pl.col("start_time").alias("created_at")
    rows = [
        spans.select(
            "span_id",
            at,
            pl.Series("value", value),
            name=pl.lit("correctness"),
            source=pl.lit(source),
            evaluator=pl.lit(source),
        )
        for value, source in ((judged, "judge"), (people, "human"))
    ]
    found = report(written(spans, scores=pl.concat(rows)), compare="none")
    (paradox,) = (one for one in found.biases if one.name == "prevalence")
    assert paradox.state == "found"
    assert (
        paradox.sentence == "91% agreed, but 94% of labelled answers pass: kappa 0.13 says little; AC1 0.90. "
        "That the judge does better than chance is not shown: kappa [−0.18, 0.52]."
    )


def test_reliability_needs_probabilities(written: Write) -> None:
    random = np.random.default_rng(2)
    spans, scores = judge_frames(Planted(calls=4_000)).values()
    said_ = random.random(4_000)
    happened = (random.random(4_000) < said_).astype(float)
    found = report(
        written(spans.with_columns(prediction=pl.Series(said_), label=pl.Series(happened)), scores=scores)
    )
    assert found.reliability is not None
    assert found.reliability.ece.value < 0.05
    # The Brier score of predictions that are right: the mean of p (1 - p), a sixth for uniform ones.
    assert abs(found.reliability.brier - 1 / 6) < 0.02


def test_without_predictions_there_is_no_reliability(written: Write) -> None:
    spans, scores = judge_frames(Planted(calls=2_000)).values()
    assert report(written(spans, scores=scores)).reliability is None


def test_predictions_that_are_no_probabilities_are_left_alone(written: Write) -> None:
    spans, scores = judge_frames(Planted(calls=2_000)).values()
    money = spans.with_columns(prediction=pl.lit(40.0), label=pl.lit(1.0))
    assert report(written(money, scores=scores)).reliability is None


def test_a_lower_is_better_score(written: Write) -> None:
    spans, scores = judge_frames(Planted(calls=2_000)).values()
    rows = scores.with_columns(name=pl.lit("hallucination"), value=(pl.col("value") < 3).cast(pl.Float64))
    catalog = written(spans, scores=rows).store.catalog()
    assert judge_question(Settings(), catalog).good == "lower"


def test_the_settings_choose_the_score_and_the_bar(written: Write) -> None:
    spans, scores = judge_frames(Planted(calls=2_000)).values()
    settings = Settings(judge=JudgeTable(score="tone", passes={"tone": 3.0}, cost_per_call=0.01))
    both = pl.concat([scores, scores.with_columns(name=pl.lit("tone"))])
    source = written(spans, scores=both)
    catalog = source.store.catalog()
    asked = resolve(Request(window="last 7 days"), END, catalog.first, catalog.newest)
    found = judge(source, asked, judge_question(settings, catalog))
    assert found.name == "tone"
    assert found.scale is not None
    assert found.scale.passes == 3
    assert found.sampling is not None
    assert found.sampling.curve[0].cost == pytest.approx(0.01 * 0.005 * found.coverage.calls)


def test_an_unknown_dimension_is_refused(written: Write) -> None:
    spans, scores = judge_frames(Planted(calls=2_000)).values()
    with pytest.raises(FilterError, match="goe"):
        report(written(spans, scores=scores), by="goe")


def test_a_store_of_one_day(written: Write) -> None:
    spans, scores = judge_frames(Planted(calls=600, days=1)).values()
    found = report(written(spans, scores=scores), window="last 24 hours", compare="none")
    assert found.raw is not None
    assert found.windows.current.end <= datetime(2026, 11, 21, 10, 1)
