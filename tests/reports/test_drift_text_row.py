"""The verdict of a row of texts once its p-values are corrected."""

import pytest

from tidegauge.findings import Direction, Verdict
from tidegauge.reports._drift.records import DriftKind, DriftTest
from tidegauge.reports._drift.text_row import TextRow, TextSentences, TextTest


def _test(p_value=0.001, effect=0.1, floor=0.05, sees=0.02, bound=float("nan")):
    return TextTest(DriftTest("x", "X", effect, "", p_value), effect, floor, sees, bound)


def _row(*tests, n=100, rising=True, worse=True):
    return TextRow(
        kind=DriftKind.OUTPUT,
        column="output_text",
        what="text",
        key="output.output_text",
        before="1",
        now="2",
        size="+1",
        sees="sees 0.02",
        rising=rising,
        worse=worse,
        coverage=1.0,
        n_reference=n,
        n_current=n,
        tests=tests,
        sentences=TextSentences("changed.", "not material.", "cannot tell."),
    )


@pytest.mark.parametrize(
    ("test", "adjusted", "verdict"),
    [
        (_test(), 0.01, Verdict.CHANGED),
        (_test(), 0.06, Verdict.CANNOT_TELL),  # as large as matters, and not shown
        (_test(effect=0.04), 0.001, Verdict.NOT_MATERIAL),  # shown, and too small to matter
        (_test(effect=0.01, sees=0.09), 0.5, Verdict.CANNOT_TELL),
        (_test(effect=0.01, sees=0.09, bound=0.04), 0.5, Verdict.NOT_MATERIAL),
    ],
)
def test_verdicts(test, adjusted, verdict):
    found = _row(test).finished([adjusted])
    assert found.verdict is verdict
    assert found.sentence == f"{verdict.value.replace('_', ' ')}."
    assert found.p_value == adjusted


def test_too_few_rows_cannot_tell_whatever_the_p_value():
    found = _row(_test(), n=29).finished([1e-9])
    assert found.verdict is Verdict.CANNOT_TELL
    assert found.size == "sees 0.02"


def test_any_of_several_tests_will_do():
    assert _row(_test(effect=0.0), _test()).finished([0.9, 0.01]).verdict is Verdict.CHANGED


def test_a_test_without_a_floor_is_shown_and_decides_nothing():
    shown = TextTest(DriftTest("mmd", "MMD", 0.3, "", 1e-9))
    row = _row(shown, _test(effect=0.0, p_value=0.8))
    assert row.p_values == (0.8,)
    found = row.finished([0.9])
    assert found.verdict is Verdict.NOT_MATERIAL
    assert [test.adjusted for test in found.tests] == [None, 0.9]


@pytest.mark.parametrize(
    ("rising", "worse", "direction"),
    [
        (True, True, Direction.WORSE),
        (False, True, Direction.BETTER),
        (None, True, Direction.NEUTRAL),
        (True, None, Direction.NEUTRAL),
    ],
)
def test_direction(rising, worse, direction):
    assert _row(_test(), rising=rising, worse=worse).finished([0.01]).direction is direction


def test_rows_are_ordered_by_how_far_they_are_beyond_their_floor():
    assert _row(_test(effect=0.2)).finished([0.01]).effect == pytest.approx(4)
