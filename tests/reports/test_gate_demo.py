"""The demo's planted prompt regression is caught on its canary days; a release that broke nothing passes."""

import pytest

from tests.reports.conftest import DEMO_END
from tidegauge.comparisons import Request, resolve
from tidegauge.demo.clock import Clock
from tidegauge.gate.asking import Wished, asked_gate
from tidegauge.gate.records import GateReport, Outcome, Result
from tidegauge.reports.source import Source
from tidegauge.settings import Settings


def gated(demo: Source, versions: tuple[str, str], chip: str, start: str, end: str) -> GateReport:
    """Return the gate on a feature between two moments of the demo."""
    clock, catalog = Clock(DEMO_END), demo.store.catalog()
    ends = (f"{clock.at(one):%Y-%m-%dT%H:%M}" for one in (start, end))
    request = Request(start=next(ends), end=next(ends), compare="none", where=(chip,) if chip else ())
    asked = resolve(request, DEMO_END, catalog.first, catalog.newest)
    sides = [(f"prompt_version={one}",) for one in versions]
    return asked_gate(demo, Settings(), asked, Wished(sides[0], sides[1]))


@pytest.mark.parametrize("chip", ["feature = order_status", ""])
def test_the_prompt_that_breaks_json_is_caught_on_its_canary_days(demo: Source, chip: str) -> None:
    report = gated(demo, ("v7", "v6"), chip, "day 56 14:20", "day 58 14:20")
    assert report.outcome is Outcome.FAIL
    failing = {one.name: one for one in report.checks if one.result is Result.FAIL}
    assert {"format", "segments"} == set(failing)
    worst = failing["segments"].rows[0]
    assert worst.segment == {"geo": "BR", "device": "ios"}
    # data/demo_facts.toml: 0.9 % before, 71.1 % since.
    assert worst.candidate.value == pytest.approx(0.711, abs=0.09)
    assert worst.baseline.value == pytest.approx(0.009, abs=0.015)
    if not chip:
        assert "narrowed to feature = order_status" in " ".join(report.notes)


def test_a_release_that_broke_nothing_passes_in_its_first_week(demo: Source) -> None:
    report = gated(demo, ("v6", "v5"), "feature = returns", "day 33 10:00", "day 40 10:00")
    assert report.outcome is Outcome.PASS, report.findings[0].sentence
    assert report.exit_code == 0
    assert "the 7 days before are read" in " ".join(report.notes)
