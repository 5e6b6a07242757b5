"""The Judge page of a store where quality stayed and a stricter judge came: what was planted is the authority."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import numpy as np
import polars as pl
import pytest

from tests.judge_lake import CHANGE, END, FIRST, SECOND, Planted, judge_frames
from tidegauge.comparisons import Request, resolve
from tidegauge.findings import Verdict
from tidegauge.reports._judge.records import Corrected, Missing
from tidegauge.reports._judge.report import JudgeReport
from tidegauge.reports.judge import judge, table
from tidegauge.reports.judge_question import judge_question
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

Report = Callable[..., JudgeReport]

MARKS = np.arange(1, 6)


def mean(chances: dict[bool, tuple[float, ...]], quality: float) -> float:
    """The mean mark that a judge with these chances gives."""
    return float(quality * (MARKS @ chances[True]) + (1 - quality) * (MARKS @ chances[False]))


@pytest.fixture
def report(written: Callable[..., Source]) -> Report:
    """Return report(planted, window=.., by=..): the page of a store made so."""

    def make(planted: Planted = Planted(), *, by: str | None = "geo", **request: object) -> JudgeReport:  # noqa: B008
        frames = judge_frames(planted)
        source = written(frames.pop("spans"), **frames)
        return reported(source, by=by, **request)

    return make


def reported(
    source: Source, *, name: str | None = None, by: str | None = None, **request: object
) -> JudgeReport:
    catalog = source.store.catalog()
    asked = resolve(Request(window="last 7 days", **request), END, catalog.first, catalog.newest)  # type: ignore[arg-type]
    return judge(source, asked, judge_question(Settings(), catalog, name, by))


def test_the_planted_change_of_judge_is_named_and_quality_stays(report: Report) -> None:
    found = report()
    (finding,) = found.findings
    assert finding.verdict is Verdict.NOT_COMPARABLE
    assert finding.sentence.startswith("Judge scores fell from 4.")
    # 150 fixed answers tell that the judge moved, and not that nothing else did; 60 labels not that quality stayed.
    assert re.search(
        r", and the judge changed: by 0\.\d\d \[0\.\d\d, 0\.\d\d\] on the same answers; whether that is all cannot be told\. "
        r"Whether answers got worse cannot be told: ",
        finding.sentence,
    )
    assert any("rubric r3 until Mon 16 Nov 10:" in detail for detail in finding.details)
    (change,) = found.changes
    assert (change.before, change.after) == ("judge-lm rubric r3", "judge-lm rubric r4")
    assert 0 <= (change.at - CHANGE).total_seconds() < 3600


def test_with_labels_enough_answers_did_not_get_worse(report: Report) -> None:
    sentence = report(Planted(calls=40_000)).findings[0].sentence
    assert re.search(r"Answers did not get worse by \d pt or more: corrected quality is ", sentence)


def test_both_means_are_those_that_were_planted(report: Report) -> None:
    found = report(Planted(calls=30_000))
    assert found.raw is not None
    assert found.raw_reference is not None
    assert found.raw.low < mean(SECOND, 0.8) < found.raw.high
    assert found.raw_reference.low < mean(FIRST, 0.8) < found.raw_reference.high


def test_the_planted_quality_lies_in_both_intervals_and_they_are_narrower_than_labels_alone(
    report: Report,
) -> None:
    found = report(Planted(calls=30_000))
    for quality in (found.quality, found.quality_reference):
        assert isinstance(quality, Corrected)
        assert quality.method == "ppi++"
        assert quality.quality.low < 0.8 < quality.quality.high
        alone = 2 * 1.96 * np.sqrt(0.8 * 0.2 / quality.n_human)
        assert quality.quality.high - quality.quality.low < alone


def test_an_answer_that_got_worse_is_told_from_a_judge_that_got_strict(report: Report) -> None:
    found = report(Planted(calls=40_000, quality_after=0.55))
    (finding,) = found.findings
    assert finding.verdict is Verdict.NOT_COMPARABLE
    assert "Answers got worse too: corrected quality is " in finding.sentence
    same, new = found.ruler
    assert same.ruler
    assert same.says == "the ruler moved"
    assert not new.ruler
    assert new.says == "the product moved"


def test_the_ruler_rows_hold_what_was_planted(report: Report) -> None:
    same, new = report().ruler
    shift = mean(SECOND, 0.8) - mean(FIRST, 0.8)
    assert same.n == 150
    assert same.effect.low < shift < same.effect.high
    assert new.effect.low < 0 < new.effect.high


def test_no_line_crosses_the_change_and_its_bucket_is_on_neither(report: Report) -> None:
    found = report()
    day = datetime(2026, 11, 16, 9, 59)
    for lines in (found.raw_lines, found.corrected_lines):
        first, second = lines
        assert (first.evaluator, second.evaluator) == ("judge-lm rubric r3", "judge-lm rubric r4")
        assert max(point.at for point in first.points) < day < min(point.at for point in second.points)


def test_the_anchor_chart_sees_the_new_judge_outside_the_old_ones_limits(report: Report) -> None:
    points = report().anchors
    old = [point for point in points if point.evaluator.endswith("r3")]
    new = [point for point in points if point.evaluator.endswith("r4")]
    assert (len(old), len(new)) == (16, 5)
    assert not any(point.outside for point in old)
    assert all(point.value < point.low for point in new)


def test_without_recorded_draws_there_is_no_ppi(report: Report) -> None:
    found = report(Planted(calls=30_000, chance_recorded=False))
    assert isinstance(found.quality, Corrected)
    assert found.quality.method == "rogan-gladen"
    assert found.quality.quality.low < 0.8 < found.quality.quality.high


@pytest.mark.parametrize("nested", [False, True])
def test_unequal_chances_are_weighed(nested: bool, written: Callable[..., Source]) -> None:
    """Bad answers are drawn four times as often to be judged. People label others too, or (nested) judged ones alone."""
    random = np.random.default_rng(8)
    spans = judge_frames(Planted(calls=40_000, days=14))["spans"]
    good = random.random(spans.height) < 0.8
    parts: list[pl.DataFrame] = []
    judged = random.random(spans.height) < np.where(good, 0.1, 0.4)
    for source, chance, value in (
        ("judge", np.where(good, 0.1, 0.4), np.where(random.random(good.size) < 0.85, good, ~good) * 4.0 + 1),
        ("human", np.where(good, 0.02, 0.08), good * 4.0 + 1),
    ):
        drawn = (
            judged & (random.random(spans.height) < 0.2) if nested else random.random(spans.height) < chance
        )
        drawn = judged if source == "judge" else drawn
        rows = spans.select(
            "span_id", created_at="start_time", name=pl.lit("correctness"), source=pl.lit(source)
        )
        rows = rows.with_columns(
            value=pl.Series(value), inclusion_probability=pl.Series(chance), evaluator=pl.lit(source)
        )
        parts.append(rows.filter(pl.Series(drawn)))
    found = reported(written(spans, scores=pl.concat(parts)))
    assert isinstance(found.quality, Corrected)
    assert found.quality.quality.low < 0.8 < found.quality.quality.high
    labelled = parts[1].join(parts[0], on="span_id", how="semi")
    assert (labelled["value"] == 5).mean() < found.quality.quality.low


def test_without_labels_the_row_is_absent_and_the_finding_says_how_many_are_needed(report: Report) -> None:
    found = report(Planted(labelled=0.0, anchors=False))
    assert isinstance(found.quality, Missing)
    assert found.corrected_lines == ()
    assert found.agreement == ()
    assert "196 random human labels would give quality to ±7 pt" in found.findings[0].sentence
    assert "the judge changed: they cannot be compared" in found.findings[0].sentence


def test_unparsable_answers_are_a_line_of_their_own_and_in_no_number(report: Report) -> None:
    planted = Planted(unparsable=0.2)
    found = report(planted)
    (silent,) = found.coverage.silent
    assert silent.label == "unparsable"
    assert abs(silent.share - 0.2) < 0.04
    assert found.raw is not None
    assert found.raw.low < mean(SECOND, 0.8) < found.raw.high
    assert sum(bar.share for bar in found.distribution) == pytest.approx(1)


def test_without_a_change_quality_leads(report: Report) -> None:
    same = Planted(calls=60_000, after="judge-lm rubric r3", quality_after=0.6)
    strict = replace(same, seed=9)
    found = report(strict)
    (finding,) = found.findings
    assert found.changes == ()
    assert finding.verdict is Verdict.CHANGED
    assert finding.sentence.startswith("Corrected quality fell from ")


def test_without_a_comparison_the_page_says_what_is_now(report: Report) -> None:
    found = report(compare="none")
    assert found.quality_reference is None
    # The judge changed within the window: both are still told apart, each with its own mean.
    assert "because the judge changed. Corrected quality is " in found.findings[0].sentence
    assert [one.evaluator for one in found.versions] == ["judge-lm rubric r3", "judge-lm rubric r4"]


def test_the_curve_costs_what_the_settings_say_and_more_judging_sees_less(report: Report) -> None:
    found = report().sampling
    assert found is not None
    assert all(point.cost is None for point in found.curve)
    assert [point.rate for point in found.curve][:2] == [0.005, 0.01]
    detects = [point.detects for point in found.curve]
    assert detects == sorted(detects, reverse=True)


def test_agreement_is_that_of_an_independent_count(report: Report) -> None:
    planted = Planted(calls=30_000)
    found = report(planted)
    scores = judge_frames(planted)["scores"]
    # Of an answer with two labels that of the reviewer whose name comes first stands for it.
    people = scores.filter(pl.col("source") == "human").sort("evaluator").unique("span_id", keep="first")
    people = people.select("span_id", human="value")
    judged = scores.filter(
        pl.col("source") == "judge", pl.col("evaluator") == planted.after, pl.col("value").is_not_null()
    )
    spans = judge_frames(planted)["spans"].select("span_id", "start_time")
    both = judged.select("span_id", "value").join(people, on="span_id").join(spans, on="span_id")
    one, other = both["value"].to_numpy() >= 4, both["human"].to_numpy() >= 4
    seen = (one == other).mean()
    chance = one.mean() * other.mean() + (1 - one.mean()) * (1 - other.mean())
    kappa = next(row for row in found.agreement if not row.people and row.measure == "kappa")
    assert kappa.value.n == both.height
    assert kappa.value.value == pytest.approx((seen - chance) / (1 - chance))
    assert found.confusion is not None
    assert sum(map(sum, found.confusion.counts)) == both.height
    assert found.failed_by_people is not None
    assert found.failed_by_people.n == int((one & ~other).sum())


def test_the_chips_of_a_cell_select_its_answers(written: Callable[..., Source]) -> None:
    frames = judge_frames()
    source = written(frames.pop("spans"), **frames)
    found = reported(source)
    assert found.failed_by_people is not None
    chips = found.failed_by_people.chips
    assert chips == ("human.correctness < 4", "score.correctness >= 4")
    catalog = source.store.catalog()
    asked = resolve(
        Request(window="last 28 days", compare="none", where=chips), END, catalog.first, catalog.newest
    )
    counted = judge(source, asked, judge_question(Settings(), catalog))
    assert counted.windows.n_current >= found.failed_by_people.n


def test_the_table_has_a_row_a_judge(report: Report) -> None:
    rows = table(report())
    assert rows["evaluator"].to_list() == ["judge-lm rubric r3", "judge-lm rubric r4"]
    assert rows["score"].unique().to_list() == ["correctness"]
