"""Three results and no fourth: a fail needs evidence, a pass too, and what waits holds a candidate back."""

from dataclasses import replace

import numpy as np
import pytest

from tests.gate_reading import Told
from tidegauge.gate.policy import Policy, policy_of
from tidegauge.gate.records import CheckResult, Outcome, Result
from tidegauge.gate.run import judged, outcome_of
from tidegauge.stats.drift._pair import number_pair


def one(name: str, told: Told, **keys: object) -> CheckResult:
    """Return what one check says by the default policy, with these keys."""
    policy = policy_of({"checks": {name: keys}}, "a test")
    return next(found for found in judged(told, policy) if found.name == name)


@pytest.mark.parametrize(
    ("counts", "result"),
    [
        (((840, 1000), (700, 1000)), Result.FAIL),
        (((8400, 10000), (8390, 10000)), Result.PASS),
        (((84, 100), (83, 100)), Result.NOT_ENOUGH_DATA),
        (((840, 1000), (800, 1000)), Result.NOT_ENOUGH_DATA),
        (((10, 10), (0, 10)), Result.FAIL),
        (((0, 0), (5, 10)), Result.NOT_APPLICABLE),
    ],
)
def test_accuracy_is_held_against_three_points(
    counts: tuple[tuple[int, int], tuple[int, int]], result: Result
) -> None:
    found = one("accuracy", Told(shares={"accuracy": counts}))
    assert found.result is result
    if result is Result.NOT_ENOUGH_DATA:
        assert "more calls" in found.why


@pytest.mark.parametrize(
    ("k", "n", "result"),
    [
        (9, 3000, Result.PASS),
        (150, 3000, Result.FAIL),
        (1, 40, Result.NOT_ENOUGH_DATA),
        (40, 40, Result.FAIL),
    ],
)
def test_format_is_held_against_two_of_a_hundred(k: int, n: int, result: Result) -> None:
    assert one("format", Told(shares={"format_failure_rate": ((20, 3000), (k, n))})).result is result


def test_a_number_is_held_against_a_share_of_the_baseline() -> None:
    random = np.random.default_rng(1)
    before, double = random.normal(100, 20, 3000), random.normal(200, 20, 3000)
    assert one("cost", Told(numbers={"cost_per_call": (before, double)})).result is Result.FAIL
    assert one("cost", Told(numbers={"cost_per_call": (before, before)})).result is Result.PASS
    budget = one("cost", Told(numbers={"cost_per_call": (before, before)}), budget=90.0)
    assert budget.result is Result.FAIL
    assert "at most" in budget.rows[0].limit


def test_a_score_that_collapsed_fails_though_its_mean_stands() -> None:
    random = np.random.default_rng(2)
    before, after = random.normal(4, 1, 2000), random.normal(4, 0.2, 2000)
    found = one("stability", Told(scored={"score.correctness": number_pair(before, after)}))
    assert found.result is Result.FAIL
    assert found.rows[0].what == "Spread of score.correctness"
    assert found.rows[0].difference.value == pytest.approx(-0.8, abs=0.02)


def test_the_end_of_a_score_that_jumped_fails() -> None:
    random = np.random.default_rng(3)
    before = random.normal(4, 1, 4000)
    after = np.where(before < 3.2, before - 2, before)
    found = one("stability", Told(scored={"score.correctness": number_pair(before, after)}))
    assert "p10 of score.correctness" in [row.what for row in found.rows if row.result is Result.FAIL]


def test_other_inputs_fail_and_are_named() -> None:
    random = np.random.default_rng(4)
    pair = number_pair(random.normal(size=4000), random.normal(1.5, 1, 4000))
    for measure in ("psi", "ks", "wasserstein"):
        found = one("features", Told(asked={"input_tokens": pair}), measure=measure)
        assert found.result is Result.FAIL
        assert found.rows[0].what.endswith("of input_tokens")


def test_what_does_not_wait_holds_nobody_back_and_fails_with_evidence() -> None:
    few = Told(
        shares={"hallucination_rate": ((5, 100), (6, 100)), "accuracy": ((8400, 10000), (8400, 10000))}
    )
    results = judged(few, Policy())
    assert {found.name: found.result for found in results}["hallucination"] is Result.NOT_ENOUGH_DATA
    assert outcome_of(results) is Outcome.PASS
    waiting = policy_of({"checks": {"hallucination": {"waits": True}}}, "a test")
    assert outcome_of(judged(few, waiting)) is Outcome.NOT_ENOUGH_DATA
    many = replace(few, shares={**few.shares, "hallucination_rate": ((500, 10000), (1500, 10000))})
    assert outcome_of(judged(many, Policy())) is Outcome.FAIL


def test_what_does_not_decide_stops_nobody() -> None:
    told = Told(
        shares={"format_failure_rate": ((0, 900), (500, 900)), "accuracy": ((8400, 10000), (8400, 10000))}
    )
    assert outcome_of(judged(told, Policy())) is Outcome.FAIL
    only_shown = policy_of({"checks": {"format": {"decides": False}}}, "a test")
    assert outcome_of(judged(told, only_shown)) is Outcome.PASS


def test_nothing_that_applies_is_no_pass() -> None:
    results = judged(Told(), Policy())
    assert {found.result for found in results} == {Result.NOT_APPLICABLE}
    assert outcome_of(results) is Outcome.NOT_ENOUGH_DATA


def test_the_error_is_divided_among_the_checks_that_look() -> None:
    told = Told(
        shares={"accuracy": ((8400, 10000), (8400, 10000)), "error_rate": ((100, 10000), (100, 10000))}
    )
    parts = {found.name: found.alpha for found in judged(told, Policy()) if found.rows}
    assert parts == pytest.approx({"accuracy": 0.025, "errors": 0.025})
