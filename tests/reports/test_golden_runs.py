"""Runs of a set over time. Authority: the p chart's limits by hand, and counts that the test planted."""

from datetime import timedelta
from math import sqrt

import pytest
import sqlalchemy as sa

from tests.golden_run_rows import AT, recorded_run
from tests.reports.test_golden_run import frozen
from tidegauge.findings import Verdict
from tidegauge.reports.golden_runs import golden_runs, run_table


def test_runs_are_held_to_the_limits_of_a_p_chart(engine: sa.Engine) -> None:
    one = frozen(engine, 50)
    for day, passes in enumerate((45, 46, 20)):
        passed = [[1]] * passes + [[0]] * (50 - passes)
        recorded_run(engine, one, f"v{day}", passed, at=AT + timedelta(day))
    found = golden_runs(engine, one)
    whole = 111 / 150
    reach = 3 * sqrt(whole * (1 - whole) / 50)
    assert found.rate == pytest.approx(whole)
    assert [point.version for point in found.points] == ["v0 · 1", "v1 · 2", "v2 · 3"]
    assert (found.points[0].low, found.points[0].high) == pytest.approx((whole - reach, whole + reach))
    assert [point.out for point in found.points] == [False, False, True]
    assert found.comparison is not None
    assert (found.comparison.reference.label, found.comparison.current.label) == ("v1", "v2")
    assert found.findings[0].verdict is Verdict.CHANGED
    assert found.findings[0].sentence.startswith("v2 passes 40% of support v1, v1 92%: 26 items fail now")
    assert run_table(found)["candidate"].to_list() == ["v2", "v1", "v0"]


def test_other_checks_and_unfinished_runs_are_not_drawn(engine: sa.Engine) -> None:
    one = frozen(engine, 4)
    recorded_run(engine, one, "v5", [[1]] * 4, rules="others")
    recorded_run(engine, one, "v6", [[1]] * 4, at=AT + timedelta(1))
    recorded_run(engine, one, "v7", [[1]] * 2, at=AT + timedelta(2), ended=False)
    found = golden_runs(engine, one)
    assert [point.label for point in found.points] == ["v6"]
    assert (found.other_checks, found.unfinished, found.comparison) == (1, 1, None)
    assert len(found.runs) == 3


def test_a_set_that_was_not_run_says_how(engine: sa.Engine) -> None:
    found = golden_runs(engine, frozen(engine, 2))
    assert (found.runs, found.points, found.rate) == ((), (), None)
    assert found.findings[0].details == ("tidegauge golden run support@1 --as v7 --model MODEL",)
    assert run_table(found).is_empty()
