"""The demo: the planted judge change is named, and what is planted lies in the intervals (data/demo_facts.toml)."""

import re
from datetime import datetime

import pytest

from tests.reports.conftest import DEMO_END
from tidegauge.comparisons import Request, resolve
from tidegauge.demo import truths
from tidegauge.findings import Verdict
from tidegauge.reports._judge.records import Corrected
from tidegauge.reports._judge.report import JudgeReport
from tidegauge.reports.judge import judge
from tidegauge.reports.judge_question import judge_question
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

pytestmark = pytest.mark.thorough
"""The whole demo is made for it."""

TRUTHS = {truth.name: truth.value for truth in truths(DEMO_END)}


def reported(demo: Source, **request: str) -> JudgeReport:
    catalog = demo.store.catalog()
    asked = resolve(Request(**request), DEMO_END, catalog.first, catalog.newest)  # type: ignore[arg-type]
    return judge(demo, asked, judge_question(Settings(), catalog, by="feature"))


@pytest.fixture(scope="module")
def found(demo: Source) -> JudgeReport:
    return reported(demo, window="last 7 days")


def test_the_judge_change_is_named(found: JudgeReport) -> None:
    (finding,) = found.findings
    assert finding.verdict is Verdict.NOT_COMPARABLE
    assert re.fullmatch(
        r"Judge scores fell from 4\.2 to 3\.8 because the judge changed\. "
        r"Answers did not get worse by \d pt or more: corrected quality is \d\d%, before \d\d%\.",
        finding.sentence,
    )
    (change,) = found.changes
    assert change.at == datetime(2026, 11, 16, 10)
    assert (change.before, change.after) == ("aster-judge/rubric-r3", "aster-judge/rubric-r4")


def test_the_planted_quality_lies_in_both_intervals(found: JudgeReport) -> None:
    for quality in (found.quality, found.quality_reference):
        assert isinstance(quality, Corrected)
        assert quality.method == "ppi++"
        assert quality.quality.low < TRUTHS["answers_right"] < quality.quality.high


def test_raw_pass_rates_would_have_misled(found: JudgeReport) -> None:
    now = sum(bar.share for bar in found.distribution if bar.value >= 4)
    assert isinstance(found.quality, Corrected)
    assert now < found.quality.quality.low


def test_the_ruler_moved_and_the_product_did_not(found: JudgeReport) -> None:
    same, new = found.ruler
    assert same.n == new.n == 150
    assert same.effect.low < TRUTHS["anchor_difference"] < same.effect.high < 0
    assert new.effect.low < TRUTHS["new_answers_same_judge"] < new.effect.high


def test_agreement_of_the_old_judge_and_of_people(demo: Source) -> None:
    found = reported(demo, start="2026-10-01", end="2026-11-15", compare="none")
    kappa = {one.people: one.value for one in found.agreement if one.measure == "kappa"}
    assert kappa[False].low < TRUTHS["judge_with_people"] < kappa[False].high
    assert kappa[True].low < TRUTHS["people_with_people"] < kappa[True].high


def test_before_the_change_nothing_is_named(demo: Source) -> None:
    found = reported(demo, start="2026-11-09", end="2026-11-15")
    assert found.changes == ()
    assert found.findings[0].verdict is not Verdict.NOT_COMPARABLE
    assert found.findings[0].verdict is not Verdict.CHANGED


def test_no_bias_is_found_that_was_not_planted(found: JudgeReport) -> None:
    assert [one.name for one in found.biases if one.state == "found"] == []
