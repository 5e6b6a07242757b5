"""The golden check: runs of the workbench, the median of repeats, the baseline's run item by item."""

import pytest
import sqlalchemy as sa
from scipy import stats

from tests.gate_reading import Told
from tests.golden_run_rows import recorded_run
from tests.reports.test_golden_run import frozen
from tidegauge.errors import TidegaugeError
from tidegauge.gate.golden_reading import GoldenReading
from tidegauge.gate.golden_runs_read import golden_reading
from tidegauge.gate.policy import Policy, policy_of
from tidegauge.gate.records import CheckResult, Result
from tidegauge.gate.run import judged


def golden(reading: GoldenReading | None, policy: Policy | None = None) -> CheckResult:
    """Return what the check says."""
    found = judged(Told(golden=reading), policy or Policy())
    return next(one for one in found if one.name == "golden")


@pytest.mark.parametrize(
    ("passed", "items", "result"),
    [(200, 200, Result.PASS), (72, 72, Result.PASS), (71, 71, Result.NOT_ENOUGH_DATA), (2, 40, Result.FAIL)],
)
def test_the_pass_rate_is_held_with_its_exact_interval(passed: int, items: int, result: Result) -> None:
    found = golden(GoldenReading(items, passed, 5))
    assert found.result is result
    ends = stats.binomtest(passed, items).proportion_ci(0.95, method="exact")
    assert (found.rows[0].candidate.low, found.rows[0].candidate.high) == pytest.approx((ends.low, ends.high))


def test_the_median_of_repeats_counts_and_flipping_items_are_listed(engine: sa.Engine) -> None:
    one = frozen(engine, 80)
    recorded_run(engine, one, "v6", [[1, 1, 1]] * 80)
    recorded_run(engine, one, "v7", [[1, 0, 1]] * 80)
    reading = golden_reading(engine, one.name, "v7", "v6")
    assert (reading.items, reading.passed, reading.lost, reading.gained, reading.repeats) == (80, 80, 0, 0, 3)
    assert golden(reading).result is not Result.FAIL
    assert reading.part is not None
    assert len(reading.part.flipping) == 50
    assert {item.candidate for item in reading.part.flipping} == {"2 of 3"}


def test_a_run_that_lost_items_fails_beside_the_baselines(engine: sa.Engine) -> None:
    one = frozen(engine, 80)
    recorded_run(engine, one, "v6", [[1, 1, 1]] * 80)
    recorded_run(engine, one, "v7", [[0, 0, 0]] * 30 + [[1, 1, 1]] * 50)
    reading = golden_reading(engine, one.name, "v7", "v6")
    assert (reading.lost, reading.gained, reading.pairs) == (30, 0, 80)
    found = golden(reading)
    assert [row.result for row in found.rows] == [Result.FAIL, Result.FAIL]


def test_without_a_run_it_says_how_to_make_one(engine: sa.Engine) -> None:
    one = frozen(engine, 4)
    found = golden(golden_reading(engine, one.name, "v7", "v6"))
    assert found.result is Result.NOT_ENOUGH_DATA
    assert found.holds
    assert f"tidegauge golden run {one.name} --as v7" in found.why


def test_too_few_repeats_are_not_enough(engine: sa.Engine) -> None:
    one = frozen(engine, 4)
    recorded_run(engine, one, "v7", [[1]] * 4)
    reading = golden_reading(engine, one.name, "v7", "v6")
    assert "single runs flip" in golden(reading).why
    assert golden(reading, policy_of({"checks": {"golden": {"min_repeats": 1}}}, "a test")).rows


def test_an_unknown_set_or_version_names_what_there_is(engine: sa.Engine) -> None:
    one = frozen(engine, 4)
    with pytest.raises(TidegaugeError, match="not a known golden set"):
        golden_reading(engine, "nothing", "v7", "v6")
    with pytest.raises(TidegaugeError, match="There are: 1"):
        golden_reading(engine, f"{one.name}@9", "v7", "v6")
