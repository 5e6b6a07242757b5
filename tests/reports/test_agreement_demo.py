"""The demo's second reviewers: they err as often as data/demo.toml says, and the page agrees with the page Judge."""

import pytest

from tests.reports.conftest import DEMO_END
from tidegauge.comparisons import Request, resolve
from tidegauge.reports._agreement.records import AgreementReport
from tidegauge.reports.agreement import agreement
from tidegauge.reports.judge import judge
from tidegauge.reports.judge_question import judge_question, label_questions
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

pytestmark = pytest.mark.thorough
"""The whole demo is made for it."""


def reported(demo: Source, window: str) -> AgreementReport:
    catalog = demo.store.catalog()
    asked = resolve(Request(window=window), DEMO_END, catalog.first, catalog.newest)
    return agreement(demo, asked, label_questions(Settings(), catalog), by="feature")


@pytest.fixture(scope="module")
def found(demo: Source) -> AgreementReport:
    return reported(demo, "all data")


# What was planted: kappa .74 on satisfied, and marks that pass with .77 on correctness (data/demo.toml, [reviews]).
def test_the_planted_agreement_lies_in_the_interval(found: AgreementReport) -> None:
    kappas = {one.name: one.coefficients.kappa for one in found.scores if one.coefficients}
    for name, planted in (("satisfied", 0.74), ("correctness", 0.77)):
        assert kappas[name].low < planted < kappas[name].high
        assert kappas[name].value == pytest.approx(planted, abs=0.02)


def test_pairs_segments_and_disagreements_are_there(found: AgreementReport) -> None:
    assert found.pairs
    assert found.segments
    assert found.lines[0].points
    assert found.disagreements[0].text
    assert not any(one.drifted for one in found.reviewers)


def test_it_is_the_ceiling_of_the_judge_page(demo: Source) -> None:
    catalog = demo.store.catalog()
    request = Request(window="last 28 days", compare="none")
    asked = resolve(request, DEMO_END, catalog.first, catalog.newest)
    ceiling = judge(demo, asked, judge_question(Settings(), catalog, "correctness"))
    (kappa,) = [one.value for one in ceiling.agreement if one.people and one.measure == "kappa"]
    own = next(one for one in reported(demo, "last 28 days").scores if one.name == "correctness")
    assert own.coefficients is not None
    assert (own.coefficients.kappa.value, own.doubles) == (pytest.approx(kappa.value), kappa.n)
