"""Pass rates on a golden set. Authority: counts of labels that the test planted, and the p chart's limits by hand."""

from collections.abc import Callable
from datetime import datetime, timedelta
from math import sqrt

import polars as pl
import pytest

from tests.agreement_lake import END, labels, spans
from tests.workbench.test_golden import item
from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.findings import Verdict
from tidegauge.reports._golden.records import GoldenReport
from tidegauge.reports.golden import golden, table
from tidegauge.reports.source import Source
from tidegauge.schema.tables import ADJUDICATED
from tidegauge.workbench.golden_sets import GoldenSet

SET = GoldenSet(1, "support", 2, "ab" * 32, "", "lena", datetime(2026, 11, 20), 4)
ITEMS = tuple(item(number, name="correctness") for number in range(4))
MONTH = TraceFilter(Population(Window(END - timedelta(days=28), END)))
Written = Callable[..., Source]


def calls() -> pl.DataFrame:
    """200 calls that ask question 0 to 3 in turn, the last 40 something else; two versions of the model in turn."""
    asked = [f"question {number % 4}" if number < 160 else "other" for number in range(200)]
    versions = [f"aster-{number % 2}" for number in range(200)]
    return spans(200, output_text=["so"] * 200, model_version=versions).with_columns(
        input_text=pl.Series(asked), status=pl.lit("ok")
    )


def report(source: Source) -> GoldenReport:
    return golden(source, MONTH, SET, ITEMS, {})


# aster-0 passes 80 of 80; aster-1 passes 40 of 80. Together 0.75; limits 0.75 ± 3 √(0.75·0.25/80) = [0.605, 0.895].
def test_versions_are_held_to_the_limits_of_a_p_chart(written: Written) -> None:
    rows = calls()
    passed = [1.0 if number % 2 == 0 or number % 4 == 1 else 0.0 for number in range(200)]
    found = report(written(rows, scores=labels(rows, {"ana": passed})))
    assert (found.answers, found.scored, found.items) == (160, 160, 4)
    assert found.rate == pytest.approx(0.75)
    low, high = found.rates
    assert (low.version, low.n, low.passed, low.out) == ("aster-1", 80, 40.0, True)
    assert (high.version, high.n, high.passed, high.out) == ("aster-0", 80, 80.0, True)
    reach = 3 * sqrt(0.75 * 0.25 / 80)
    assert (low.low, low.high) == pytest.approx((0.75 - reach, 0.75 + reach))
    (finding,) = found.findings
    assert finding.verdict is Verdict.CHANGED
    assert finding.sentence == "aster-1 passes 50% of support v2; all versions together 75%."
    assert table(found)["model_version"].to_list() == ["aster-1", "aster-0"]


def test_a_decision_goes_before_people_and_people_before_judges(written: Written) -> None:
    rows = calls().head(40)
    judge = labels(rows, {"judge-a": [0.0] * 40}).with_columns(source=pl.lit("judge"))
    people = labels(rows.head(20), {"ana": [1.0] * 20, "jon": [0.0] * 20})
    final = labels(rows.head(10), {"lena": [1.0] * 10}, after=timedelta(hours=3))
    final = final.with_columns(label=pl.lit(ADJUDICATED))
    found = report(written(rows, scores=pl.concat([judge, people, final])))
    # 10 decided passes, 10 that two people differ on (half each), 20 that the judge fails.
    assert (found.scored, found.rate) == (40, pytest.approx((10 + 5) / 40))


def test_nothing_to_go_by_is_said(written: Written) -> None:
    found = report(written(calls().tail(30)))
    assert (found.answers, found.scored, found.rates, found.rate) == (0, 0, (), None)
    assert "asked one of its inputs" in found.findings[0].sentence
    assert table(found).is_empty()


def test_answers_without_a_score_are_said(written: Written) -> None:
    found = report(written(calls()))
    assert (found.answers, found.scored) == (160, 0)
    assert "scored on 5 answers" in found.findings[0].sentence


def test_versions_of_few_answers_cannot_be_told_apart(written: Written) -> None:
    rows = calls().head(40)
    found = report(
        written(rows, scores=labels(rows, {"ana": [float(number % 3 > 0) for number in range(40)]}))
    )
    (finding,) = found.findings
    assert finding.verdict is Verdict.CANNOT_TELL
    assert "sees ≥" in finding.details[-1]
    assert not any(one.out for one in found.rates)
