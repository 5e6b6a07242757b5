"""What was planted in the demo leaves its baseline on the day on which it was planted; what was not, stays within."""

from datetime import datetime, timedelta

import pytest

from tidegauge.demo import facts
from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.findings import Direction, Verdict
from tidegauge.metrics.choice import chosen_metrics, overview_metrics, watched_metrics
from tidegauge.reports._control.records import State
from tidegauge.reports.control import ControlReport, control
from tidegauge.reports.source import Source
from tidegauge.settings import load_settings

pytestmark = pytest.mark.thorough
"""The whole demo is made for it."""

END = datetime(2026, 11, 21, 10)
PLANTED = {fact.name: fact.onset for fact in facts(END)}
UNDISTURBED = {
    "refusal_rate",
    "truncation_rate",
    "thumbs_up_rate",
    "abandonment_rate",
    "score.helpfulness",
    "score.hallucination",
}


@pytest.fixture(scope="module")
def report(demo: Source) -> ControlReport:
    settings, catalog = load_settings(environ={}), demo.store.catalog()
    asked = TraceFilter(Population(Window(END - timedelta(days=60), END)))
    (metric,) = chosen_metrics(("error_rate",), settings, catalog)
    also = (*overview_metrics(settings, catalog), *watched_metrics(settings, catalog))
    return control(demo, asked, metric, also)


def test_the_creep_is_found_though_it_begins_in_the_baseline(report: ControlReport) -> None:
    chart = report.chart
    assert chart is not None
    assert (chart.state, chart.finding.direction) == (State.OUTSIDE, Direction.WORSE)
    assert "is still rising" in chart.finding.sentence
    assert any("the baseline itself is not level" in part for part in chart.finding.details)


@pytest.mark.parametrize(
    ("metric", "fact"),
    [
        ("format_failure_rate", "broken_json"),
        ("output_tokens", "silent_model_change"),
        ("recall_at_5", "index_rebuild"),
        ("escalation_rate", "traffic_mix"),
    ],
)
def test_a_planted_change_is_dated_within_a_day(report: ControlReport, metric: str, fact: str) -> None:
    chart = next(one for one in report.others if one.metric == metric)
    assert chart.since is not None
    assert abs(chart.since - PLANTED[fact].replace(hour=0, minute=0)) <= timedelta(days=1)


def test_the_retry_loop_is_a_day_of_spend(report: ControlReport) -> None:
    cost = next(one for one in report.others if one.metric == "cost")
    assert cost.finding.sentence.startswith("Cost left its limits on")


def test_a_new_judge_makes_its_score_not_comparable(report: ControlReport) -> None:
    chart = next(one for one in report.others if one.metric == "correctness")
    assert chart.finding.verdict is Verdict.NOT_COMPARABLE
    assert chart.finding.onset is not None
    assert abs(chart.finding.onset - PLANTED["judge_change"]) <= timedelta(days=1)


def test_what_nobody_disturbed_is_not_named(report: ControlReport) -> None:
    assert not UNDISTURBED & {one.metric for one in report.others}
