"""What nobody recorded, or another judge scored, passes nobody: a check is never off without a word."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from tests.gate_reading import Told
from tidegauge.gate.golden_reading import GoldenReading
from tidegauge.gate.policy import Policy, policy_of
from tidegauge.gate.reading import Values
from tidegauge.gate.records import CheckResult, Outcome, Result
from tidegauge.gate.run import judged, outcome_of
from tidegauge.gate.sentence import finding_of
from tidegauge.gate.sides import versions
from tidegauge.stats import mean, proportion
from tidegauge.stats.estimate import Difference, Estimate, floats

NO_ROWS = Estimate(*floats(np.nan, np.nan, np.nan, 0))


@dataclass(frozen=True)
class Amended(Told):
    """A reading whose metrics are told with other marks."""

    marks: Mapping[str, Any] = field(default_factory=dict)

    def values(self, metric: str) -> Values | None:
        found = super().values(metric)
        return replace(found, **self.marks) if found is not None else None


@dataclass(frozen=True)
class OneSided(Told):
    """A share, `format_failure_rate`, and a number, `cost_per_call`, that only one side records."""

    of: str = "candidate"
    failing: int = 0

    def values(self, metric: str) -> Values | None:
        if metric not in {"format_failure_rate", "cost_per_call"}:
            return None
        counts = (self.failing, 3000)
        own = (
            proportion.estimate(*counts)
            if metric == "format_failure_rate"
            else mean.estimate(3000, 30.0, 0.4)
        )
        nothing = (0, 0)
        first, second = (own, NO_ROWS) if self.of == "baseline" else (NO_ROWS, own)
        both = (counts, nothing) if self.of == "baseline" else (nothing, counts)
        change = Difference(*floats(*[np.nan] * 4, first.n, second.n))
        share = metric == "format_failure_rate"
        return Values(
            metric, metric, "share" if share else "usd", 1, first, second, change, both if share else None
        )


def said(told: Told, checks: dict[str, dict[str, object]] | None = None) -> dict[str, CheckResult]:
    """Return what every check says."""
    return {one.name: one for one in judged(told, policy_of({"checks": checks or {}}, "a test"))}


def test_a_limit_of_the_candidates_own_needs_no_baseline() -> None:
    assert said(OneSided(failing=600))["format"].result is Result.FAIL
    assert said(OneSided(failing=3))["format"].result is Result.PASS
    assert said(OneSided())["cost"].result is Result.NOT_APPLICABLE
    dear = said(OneSided(), {"cost": {"budget": 0.005}})["cost"]
    assert dear.result is Result.FAIL
    assert [row.baseline for row in dear.rows] == [None]


def test_a_candidate_that_stopped_recording_waits() -> None:
    found = said(OneSided(of="baseline", failing=3))
    assert {found[name].result for name in ("format", "cost")} == {Result.NOT_ENOUGH_DATA}
    assert outcome_of(list(found.values())) is Outcome.NOT_ENOUGH_DATA
    assert found["cost"].rows[0].n_candidate == 0


@pytest.mark.parametrize("worse", [1, -1])
def test_an_expression_that_says_no_direction_is_held_in_that_of_its_check(worse: int) -> None:
    random = np.random.default_rng(1)
    low, high = random.normal(100, 20, 3000), random.normal(200, 20, 3000)
    marks = {"is_directed": False, "worse": worse}
    dearer = Amended(
        shares={"error_rate": ((30, 3000), (600, 3000)), "accuracy": ((2700, 3000), (1800, 3000))},
        numbers={"cost_per_call": (low, high), "latency_p95": (low, high), "ndcg": (high, low)},
        marks=marks,
    )
    failing = {name for name, one in said(dearer).items() if one.result is Result.FAIL}
    assert failing == {"errors", "accuracy", "cost", "latency", "retrieval"}
    cheaper = Amended(numbers={"cost_per_call": (high, low), "latency_p95": (high, low)}, marks=marks)
    found = said(cheaper)
    assert {found[name].result for name in ("cost", "latency")} == {Result.PASS}


def test_what_costs_nothing_on_both_sides_keeps_its_limit() -> None:
    nothing = np.zeros(3000)
    assert said(Told(numbers={"cost_per_call": (nothing, nothing)}))["cost"].result is Result.PASS


def test_scores_of_two_judges_neither_pass_nor_fail_and_it_is_said() -> None:
    why = "the judge changed: rubric-r4, before rubric-r3"
    for after in (8900, 2000):
        told = Amended(shares={"correctness": ((9000, 10000), (after, 10000))}, marks={"problem": why})
        found = said(told)["quality"]
        assert found.result is Result.NOT_ENOUGH_DATA
        assert why in found.why
        assert found.rows[0].needs is None


def test_golden_runs_that_decided_are_told_before_what_has_no_calls() -> None:
    found = versions(["prompt_version=v7"], ["prompt_version=v6"])
    missing = [(found.candidate, ("v6",))]
    results = judged(Told(golden=GoldenReading(200, 200, 5)), Policy())
    told = finding_of(outcome_of(results), results, found, Policy(), missing, (), "USD")
    assert told.sentence.startswith("prompt_version = v7 passes")
    assert any(one.startswith("There are no calls with prompt_version = v7") for one in told.details)
    results = judged(Told(), Policy())
    told = finding_of(outcome_of(results), results, found, Policy(), missing, (), "USD")
    assert told.sentence.startswith("There are no calls with prompt_version = v7")
