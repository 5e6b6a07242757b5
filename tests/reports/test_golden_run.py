"""Golden runs. Authority: counts that the test planted; Wilson's and McNemar's figures by statsmodels' formulas and scipy."""

from datetime import timedelta

import pytest
import scipy
import sqlalchemy as sa

from tests.golden_run_rows import AT, recorded_run
from tests.workbench.test_golden import add, item
from tidegauge.findings import Direction, Verdict
from tidegauge.reports.golden_run import compare_runs, run_summary
from tidegauge.workbench.golden_candidates import GoldenError
from tidegauge.workbench.golden_item import Group
from tidegauge.workbench.golden_runs import answers_of, newest_run, run_of, runs_of
from tidegauge.workbench.golden_sets import GoldenSet, freeze

GROUPS = (Group.TYPICAL, Group.EDGE, Group.FAILURE, Group.ADVERSARIAL)


def frozen(engine: sa.Engine, n: int, name: str = "support") -> GoldenSet:
    add(engine, *(item(number, GROUPS[number % 4]) for number in range(n)), to=name)
    return freeze(engine, name, by="lena", at=AT)


@pytest.fixture
def one(engine: sa.Engine) -> GoldenSet:
    return frozen(engine, 8)


def test_a_run_is_summed_up_by_the_median_of_its_repeats(engine: sa.Engine, one: GoldenSet) -> None:
    right, wavers, wrong = [1, 1, 1], [1, 0, 1], [0, 0, 0]
    passed = [right, right, right, right, wavers, [0, 1, 0], wrong, wrong]
    texts = [["a", "a ", "a"]] * 4 + [["a", "b", "a"]] * 2 + [["c", "c", "c"]] * 2
    found = run_summary(engine, recorded_run(engine, one, "v7", passed, texts=texts))
    assert (found.n, found.passes) == (8, 5)
    # R: binom::binom.confint(5, 8, methods = "wilson")
    assert (found.rate.low, found.rate.high) == pytest.approx((0.3057, 0.8632), abs=5e-5)
    assert [rate.value for rate in found.singles] == pytest.approx([5 / 8, 5 / 8, 5 / 8])
    assert [one.place for one in found.flipping_items] == [5, 6]
    assert found.flipping is not None
    assert found.flipping.value == 2 / 8
    assert found.consistency is not None
    assert found.consistency.value == 6 / 8
    groups = {group.group: (group.n, group.passes) for group in found.groups}
    assert groups == {
        Group.TYPICAL: (2, 2),
        Group.EDGE: (2, 1),
        Group.FAILURE: (2, 1),
        Group.ADVERSARIAL: (2, 1),
    }
    assert found.items[7].why == "similarity: 0.00 like it."
    assert "5 of 8 items by the median of 3 repeats" in found.findings[0].sentence


def test_an_answer_that_never_came_does_not_pass(engine: sa.Engine, one: GoldenSet) -> None:
    passed = [[1, 1, 1]] * 7 + [[0, 0, 1]]
    found = run_summary(engine, recorded_run(engine, one, "v7", passed, refused=[(8, 1), (8, 2)]))
    assert (found.n, found.passes, found.refused) == (8, 7, 2)
    assert found.items[7].why == "no answer: 400 no"
    assert found.items[7].identical is None


def test_items_that_were_not_asked_are_said(engine: sa.Engine, one: GoldenSet) -> None:
    found = run_summary(engine, recorded_run(engine, one, "v7", [[1]] * 5))
    assert (found.n, found.left_out, found.flipping, found.consistency) == (5, 3, None, None)
    assert "3 items left out" in " ".join(found.findings[0].details)


def test_two_runs_are_compared_on_their_pairs(engine: sa.Engine) -> None:
    one = frozen(engine, 60)
    before = recorded_run(engine, one, "v6", [[1]] * 54 + [[0]] * 6)
    after = recorded_run(engine, one, "v7", [[1]] * 40 + [[0]] * 14 + [[1]] * 2 + [[0]] * 4)
    found = compare_runs(engine, before, after)
    assert (found.pairs, found.passes_reference, found.passes_current) == (60, 54, 42)
    assert (len(found.lost), len(found.gained)) == (14, 2)
    assert found.p_value == pytest.approx(scipy.stats.binomtest(2, 16).pvalue)
    assert found.difference.value == pytest.approx(-12 / 60)
    assert found.verdict is Verdict.CHANGED
    assert found.findings[0].direction is Direction.WORSE
    assert "14 items fail now that passed" in found.findings[0].sentence


def test_items_are_paired_across_versions_of_a_set(engine: sa.Engine) -> None:
    first = frozen(engine, 4)
    add(engine, item(9, output="another"))
    second = freeze(engine, "support", by="lena", at=AT)
    before, after = (
        recorded_run(engine, one, "v", [[1]] * one.items, at=AT + timedelta(one.version))
        for one in (first, second)
    )
    found = compare_runs(engine, before, after)
    assert (found.pairs, found.verdict) == (4, Verdict.CANNOT_TELL)


def test_other_checks_are_another_ruler(engine: sa.Engine, one: GoldenSet) -> None:
    before = recorded_run(engine, one, "v6", [[1]] * 8)
    after = recorded_run(engine, one, "v7", [[0]] * 8, rules="others")
    assert compare_runs(engine, before, after).verdict is Verdict.NOT_COMPARABLE


def test_the_newest_complete_run_of_a_candidate_is_found(engine: sa.Engine, one: GoldenSet) -> None:
    old = recorded_run(engine, one, "v7", [[1]] * 8)
    new = recorded_run(engine, one, "v7", [[1]] * 8, at=AT + timedelta(1))
    recorded_run(engine, one, "v7", [[1]] * 3, at=AT + timedelta(2), ended=False)
    found = newest_run(engine, "support", "v7")
    assert found is not None
    assert (found.id, found.title) == (new, "support@1 v7")
    assert newest_run(engine, "support", "v8") is None
    assert [run.id for run in runs_of(engine, "support", 1)] == [3, new, old]
    assert len(answers_of(engine, new)) == 8
    with pytest.raises(GoldenError, match="There are runs 1 to 3"):
        run_of(engine, 9)
