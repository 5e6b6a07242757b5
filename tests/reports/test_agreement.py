"""The Agreement report: PandaLM's published agreement, planted disagreement, and what it says where there is nothing."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.agreement_lake import END, PEOPLE, labels, spans
from tidegauge.filters import Population, TraceFilter, Window, parse_condition
from tidegauge.reports._agreement.records import AgreementReport, Coefficients
from tidegauge.reports._agreement.sentence import LABELS
from tidegauge.reports.agreement import agreement, table
from tidegauge.reports.judge_question import JudgeQuestion
from tidegauge.reports.source import Source

MakeSource = Callable[..., Source]
MONTH = Window(END - timedelta(days=28), END)


def asked(*chips: str) -> TraceFilter:
    return TraceFilter(Population(MONTH, tuple(map(parse_condition, chips))))


def measured(report: AgreementReport, name: str = "correctness") -> Coefficients:
    found = next(one.coefficients for one in report.scores if one.name == name)
    assert found is not None
    return found


@pytest.fixture
def pandalm(shared: Path, source_of: MakeSource) -> Source:
    """PandaLM's 999 pairs as labels called `better`, by three people."""
    rows = pl.read_parquet(shared / "data" / "judge_pandalm.parquet")
    calls = spans(rows.height)
    return source_of(
        spans=calls, scores=labels(calls, {one: rows[one].to_list() for one in PEOPLE}, "better")
    )


# PandaLM (Wang et al. 2023, arXiv 2306.05087) prints .85, .88 and .86; the truth file (scikit-learn, krippendorff) has more.
def test_pandalms_published_agreement(pandalm: Source, shared: Path) -> None:
    truth = json.loads((shared / "data" / "judge_pandalm.truth.json").read_text(encoding="utf-8"))
    report = agreement(pandalm, asked())
    (score,) = report.scores
    assert (score.labels, score.doubles, score.reviewers) == (2997, 999, 3)
    found = {f"{one.first}|{one.second}": one.coefficients.kappa.value for one in report.pairs}
    assert found == pytest.approx(truth["cohen_kappa"], abs=5e-5)
    assert sorted(found.values()) == pytest.approx([0.852, 0.862, 0.879], abs=5e-4)
    assert [one.coefficients.kappa.value for one in report.pairs] == sorted(found.values())
    whole = measured(report, "better")
    assert (whole.measure, whole.headline) == ("alpha", whole.alpha)
    assert whole.alpha.value == pytest.approx(truth["krippendorff_nominal"], abs=5e-5)
    assert whole.alpha.value == pytest.approx(0.864, abs=5e-4)
    assert "People agree well on better (0.86)." in report.findings[0].sentence


def _agreeing(
    random: np.random.Generator, n: int, *, good: float, errs: float
) -> tuple[list[float], list[float]]:
    first = random.random(n) < good
    other = first ^ (random.random(n) < errs)
    return first.astype(float).tolist(), other.astype(float).tolist()


def test_the_sentence_names_what_people_agree_on_and_what_not(source_of: MakeSource) -> None:
    random, calls = np.random.default_rng(3), spans(400)
    form, right = (_agreeing(random, 400, good=0.6, errs=errs) for errs in (0.05, 0.3))
    both = [
        labels(calls, dict(zip(("ana", "jon"), one, strict=True)), name)
        for one, name in ((form, "format"), (right, "correctness"))
    ]
    report = agreement(source_of(spans=calls, scores=pl.concat(both)), asked())
    low, high = measured(report).kappa.value, measured(report, "format").kappa.value
    assert low < 0.5
    assert high > 0.8
    (finding,) = report.findings
    assert (
        finding.sentence == f"People agree well on format ({high:.2f}) and poorly on correctness ({low:.2f})."
    )
    assert (report.name, finding.kind) == ("correctness", "mixed")
    assert LABELS[finding.kind] == "! agreement differs by score"
    assert [one.name for one in report.scores] == ["correctness", "format"]
    each = [int(np.sum(np.array(one[0]) != np.array(one[1]))) for one in (right, form)]
    said = f"{sum(each)} answers have different labels and wait for a decision"
    assert f"{said}: {each[0]} on correctness and {each[1]} on format" in finding.details
    apart = int(np.sum(np.array(right[0]) != np.array(right[1])))
    assert len(report.disagreements) == apart == report.scores[0].disagreed
    first = report.disagreements[0]
    assert (set(first.labels), first.reviewers) == ({"pass", "fail"}, ("ana", "jon"))
    assert first.text == f"question {first.span_id[1:]}"


# The table 90 | 4, 5 | 1; kappa .135 and AC1 .90 stand in the docstrings of cohen_kappa and gwet_ac1.
def test_one_dominating_answer_is_said_in_words(source_of: MakeSource) -> None:
    first = [1.0] * 94 + [0.0] * 6
    second = [1.0] * 90 + [0.0] * 4 + [1.0] * 5 + [0.0]
    calls = spans(100)
    report = agreement(source_of(spans=calls, scores=labels(calls, {"ana": first, "jon": second})), asked())
    found = measured(report)
    assert found.kappa.value == pytest.approx(0.135, abs=5e-4)
    assert found.ac1.value == pytest.approx(0.90, abs=5e-3)
    assert found.warning == "91% agreed, but 94% of answers pass: kappa 0.13 says little; AC1 0.90."
    assert any(found.warning in detail for detail in report.findings[0].details)
    assert report.findings[0].sentence == "People agree well on correctness (AC1 0.90)."


def test_the_last_label_counts_and_cannot_judge_is_no_answer(source_of: MakeSource) -> None:
    calls = spans(40)
    answers: list[float | str | None] = [float(one % 2) for one in range(40)]
    turned = [1.0 - float(one) for one in answers if not isinstance(one, str) and one is not None]
    said = labels(calls, {"ana": answers, "jon": turned})
    changed = labels(calls, {"jon": answers}, after=timedelta(hours=5))
    unsure = labels(calls[:5], {"eve": ["cannot judge"] * 5})
    report = agreement(source_of(spans=calls, scores=pl.concat([said, changed, unsure])), asked())
    assert measured(report).agreed.value == 1.0
    assert report.scores[0].labels == 80
    assert report.scores[0].reviewers == 2


def test_words_are_answers_too(source_of: MakeSource) -> None:
    calls, words = spans(30), ["tone", "facts", "format"] * 10
    other = ["facts", *words[1:]]
    report = agreement(
        source_of(spans=calls, scores=labels(calls, {"ana": words, "jon": other}, "failure")), asked()
    )
    assert measured(report, "failure").agreed.value == pytest.approx(29 / 30)
    assert measured(report, "failure").weighted_kappa is None
    assert report.disagreements[0].labels == ("tone", "facts")


def test_marks_pass_from_the_bar_on_and_are_weighed(source_of: MakeSource) -> None:
    random, calls = np.random.default_rng(1), spans(200)
    first = random.choice([1.0, 2, 4, 5], 200)
    second = np.where(
        random.random(200) < 0.4, np.select([first == 5, first == 4, first == 2], [4, 5, 1], 2), first
    )
    source = source_of(spans=calls, scores=labels(calls, {"ana": first.tolist(), "jon": second.tolist()}))
    found = measured(agreement(source, asked()))
    assert found.agreed.value == 1.0
    assert found.weighted_kappa is not None
    assert 0.8 < found.weighted_kappa.value < 1.0
    strict = agreement(
        source, asked(), {"correctness": JudgeQuestion("correctness", passes={"correctness": 5})}
    )
    assert measured(strict).agreed.value < 1.0


def test_a_reviewer_who_moved_is_named(source_of: MakeSource) -> None:
    random, calls = np.random.default_rng(9), spans(600)
    truth = random.random(600) < 0.6
    steady = {name: (truth ^ (random.random(600) < 0.05)).astype(float).tolist() for name in ("ana", "jon")}
    strict = truth & ~((np.arange(600) >= 300) & (random.random(600) < 0.4))
    scores = labels(calls, {**steady, "eve": strict.astype(float).tolist()})
    report = agreement(source_of(spans=calls, scores=scores), asked())
    moved = {one.name: one for one in report.reviewers}
    assert moved["eve"].drifted
    assert moved["eve"].drift is not None
    assert moved["eve"].drift.low < -0.6 * 0.4 < moved["eve"].drift.high
    assert any("eve moved most against the others" in detail for detail in report.findings[0].details)
    assert report.reviewers[0].name == "eve"
    assert {line.evaluator for line in report.lines} == {"everyone", "ana", "jon", "eve"}


def test_segments_stand_apart(source_of: MakeSource) -> None:
    random = np.random.default_rng(2)
    calls = spans(200, geo=["BR", "DE"] * 100)
    first = (random.random(200) < 0.5).astype(float)
    second = np.where((np.arange(200) % 2 == 0) & (random.random(200) < 0.4), 1 - first, first)
    source = source_of(spans=calls, scores=labels(calls, {"ana": first.tolist(), "jon": second.tolist()}))
    report = agreement(source, asked(), by="geo")
    assert [one.segment for one in report.segments] == ["BR", "DE"]
    assert report.segments[1].coefficients.agreed.value == 1.0
    alone = agreement(source, asked("geo = BR"))
    assert measured(alone).kappa == report.segments[0].coefficients.kappa


def test_blind_names_are_nowhere(source_of: MakeSource) -> None:
    random, calls = np.random.default_rng(4), spans(100)
    first, second = _agreeing(random, 100, good=0.5, errs=0.2)
    source = source_of(spans=calls, scores=labels(calls, {"annabel": first, "jonathan": second}))
    seen, blind = (agreement(source, asked(), blind=one) for one in (False, True))
    assert "annabel" in repr(seen)
    assert "annabel" not in repr(blind)
    assert "jonathan" not in repr(blind)
    assert {blind.pairs[0].first, blind.pairs[0].second} == {"reviewer A", "reviewer B"}
    assert measured(seen) == measured(blind)


EMPTY: Mapping[str, tuple[Mapping[str, Sequence[float | None]], str]] = {
    "nobody": ({}, "Nobody has labelled an answer yet."),
    "one person": ({"ana": [1.0] * 20}, "Only ana labelled here (20 labels)."),
    "no answer twice": (
        {"ana": [1.0] * 10 + [None] * 10, "jon": [None] * 10 + [1.0] * 10},
        "no answer has two",
    ),
    "too few twice": (
        {"ana": [1.0] * 12 + [None] * 8, "jon": [None] * 10 + [1.0] * 10},
        "Only 2 answers have",
    ),
}


@pytest.mark.parametrize("case", EMPTY)
def test_too_little_says_what_to_do(source_of: MakeSource, case: str) -> None:
    said, sentence = EMPTY[case]
    calls = spans(20)
    tables = {"spans": calls} | ({"scores": labels(calls, said)} if said else {})
    report = agreement(source_of(**tables), asked())
    assert sentence in report.findings[0].sentence
    assert any("tidegauge review" in detail for detail in report.findings[0].details)
    assert table(report).height == len(report.scores)


def test_nothing_matches(source_of: MakeSource) -> None:
    calls = spans(20, geo=["BR"] * 10 + ["DE"] * 10)
    source = source_of(spans=calls, scores=labels(calls[:10], {"ana": [1.0] * 10}))
    assert "No calls match geo = ZZ" in agreement(source, asked("geo = ZZ")).findings[0].sentence
    finding = agreement(source, asked("geo = DE")).findings[0]
    assert "Choose a longer window, or drop a filter." in finding.sentence
    other = agreement(source, asked(), name="tone")
    assert other.findings[0].sentence == "Nobody labelled tone in this window. Choose another score."


def test_a_cut_is_said(source_of: MakeSource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tidegauge.reports._agreement.read.MOST_LABELS", 60)
    calls, answers = spans(40), [float(one % 2) for one in range(40)]
    report = agreement(
        source_of(spans=calls, scores=labels(calls, {"ana": answers, "jon": answers})), asked()
    )
    assert (report.read, report.labels) == (60, 60)
    assert report.scores[0].doubles == 30


def test_a_category_is_chosen_or_not_and_no_verdict(source_of: MakeSource) -> None:
    said = {"ana": [1.0, 0.0] * 10, "jon": [1.0, 0.0] * 9 + [0.0, 0.0]}
    calls = spans(20)
    word = pl.when(pl.col("value") == 1).then(pl.lit("chosen")).otherwise(pl.lit("not chosen"))
    rows = labels(calls, said, "wrong.format").with_columns(label=word)
    report = agreement(source_of(spans=calls, scores=rows), asked())
    assert report.disagreements[0].labels == ("chosen", "not chosen")
    assert measured(report, "wrong.format").common == "52% of labels are not chosen"
