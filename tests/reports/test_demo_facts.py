"""Every fact planted in the demo is visible on the page, and with the filter, that the facts file names."""

from datetime import datetime

import pytest

from tidegauge.demo import Fact, facts
from tidegauge.filters import Population, TraceFilter, Window, parse_condition
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports.segments import SegmentsReport, segments
from tidegauge.reports.source import Source
from tidegauge.settings import load_settings

END = datetime(2026, 11, 21, 10)
FACTS = facts(END)


def report_of(demo: Source, fact: Fact) -> SegmentsReport:
    where = tuple(parse_condition(chip) for chip in fact.where)
    asked = TraceFilter(
        Population(Window(fact.onset, fact.until or END), where),
        Population(Window(fact.before_from, fact.before_until), where),
    )
    metrics = chosen_metrics([fact.metric], load_settings(environ={}), demo.store.catalog())
    return segments(demo, asked, metrics, fact.by or ("feature",))


@pytest.mark.parametrize("fact", FACTS, ids=[fact.name for fact in FACTS])
def test_fact_has_its_size_and_verdict(demo: Source, fact: Fact) -> None:
    report = report_of(demo, fact)
    found = report.total.comparisons[0]
    assert found.reference is not None
    for measured, expected in ((found.current, fact.current), (found.reference, fact.reference)):
        # 95% intervals of 24 numbers: one and a half times the half width keeps a true one inside.
        reach = 1.5 * max(measured.high - measured.low, 0.002) / 2
        assert abs(measured.value - expected) <= max(reach, 0.03 * expected), (measured, expected)
    if fact.page == "segments":
        assert report.findings[0].verdict.value == fact.verdict


def test_there_are_the_ten_facts_that_the_demo_promises() -> None:
    assert len(FACTS) >= 10
