"""What is planted in the demo is found by kind of drift, dated within a day, and mix is called mix."""

from datetime import datetime, timedelta

import pytest

from tidegauge.demo import Fact, facts
from tidegauge.filters import Population, TraceFilter, Window, parse_condition
from tidegauge.findings import Direction, Verdict
from tidegauge.metrics.choice import available_metrics
from tidegauge.reports._drift.records import DriftReport, DriftRow
from tidegauge.reports.drift import drift
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

pytestmark = pytest.mark.thorough
"""The whole demo is made for it."""

END = datetime(2026, 11, 21, 10)
FACTS = {fact.name: fact for fact in facts(END)}
DAY = timedelta(days=1)


def around(fact: Fact, days: int = 7) -> TraceFilter:
    """The week in which it happened, against the week before it: nobody knows the onset beforehand."""
    start = fact.onset.replace(hour=0) - timedelta(days=2)
    window = Window(start, min(start + timedelta(days=days), fact.until or END))
    where = tuple(map(parse_condition, fact.where))
    return TraceFilter(Population(window, where), Population(window.earlier(window.length), where))


def rows(demo: Source, asked: TraceFilter) -> dict[str, DriftRow]:
    return {row.key: row for row in report(demo, asked).rows}


def report(demo: Source, asked: TraceFilter) -> DriftReport:
    settings = Settings()
    metrics = available_metrics(settings, demo.store.catalog())
    return drift(demo, asked, metrics, settings.default_dimensions)


@pytest.mark.parametrize(
    ("name", "key", "direction"),
    [
        ("silent_model_change", "output.output_tokens", Direction.NEUTRAL),
        ("geo_launch", "prompt.language", Direction.NEUTRAL),
        ("missing_locale", "data.device_locale.missing", Direction.WORSE),
        ("index_rebuild", "retrieval.score.recall@5", Direction.WORSE),
        ("broken_json", "output.format_valid", Direction.WORSE),
    ],
)
def test_a_planted_change_is_found_by_its_kind_and_dated_within_a_day(
    demo: Source, name: str, key: str, direction: Direction
) -> None:
    fact = FACTS[name]
    row = rows(demo, around(fact))[key]
    assert row.verdict is Verdict.CHANGED, row
    assert row.direction is direction
    assert row.onset is not None
    assert abs(row.onset.at - fact.onset) <= DAY, row.onset


def test_the_silent_change_is_one_of_answers_and_not_of_prompts(demo: Source) -> None:
    found = rows(demo, around(FACTS["silent_model_change"]))
    assert found["prompt.input_tokens"].verdict is not Verdict.CHANGED
    assert found["output.output_tokens"].rising is False


def test_traffic_that_moved_alone_is_called_mix(demo: Source) -> None:
    fact = FACTS["traffic_mix"]
    where = tuple(map(parse_condition, fact.where))
    asked = TraceFilter(
        Population(Window(fact.onset, END), where),
        Population(Window(fact.before_from, fact.before_until), where),
    )
    found = report(demo, asked)
    row = {row.key: row for row in found.rows}["decision.escalation_rate"]
    assert (row.verdict, row.size) == (Verdict.NOT_MATERIAL, "mix only")
    assert row.mix is not None
    assert row.mix.by in {"geo", "language"}
    assert any(one.kind == "mix" and "traffic mix" in one.sentence for one in found.findings)


def test_a_judge_that_changed_is_not_taken_for_worse_answers(demo: Source) -> None:
    row = rows(demo, around(FACTS["judge_change"]))["quality.score.correctness"]
    assert row.verdict is Verdict.NOT_COMPARABLE
    assert "but the judge changed" in row.sentence
