"""Findings: what needs attention comes first."""

from itertools import pairwise

import pytest

from tidegauge.findings import Direction, Finding, Verdict, rank

ORDER = [
    (Verdict.CHANGED, Direction.WORSE),
    (Verdict.CHANGED, Direction.NEUTRAL),
    (Verdict.NOT_COMPARABLE, Direction.NEUTRAL),
    (Verdict.CHANGED, Direction.BETTER),
    (Verdict.CANNOT_TELL, Direction.NEUTRAL),
    (Verdict.NOT_MATERIAL, Direction.NEUTRAL),
]


def test_worse_comes_before_unclear_before_better_before_nothing() -> None:
    assert all(rank(*first) < rank(*second) for first, second in pairwise(ORDER))


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("direction", Direction)
def test_every_pair_has_a_place(verdict: Verdict, direction: Direction) -> None:
    assert 0 <= rank(verdict, direction) < len(ORDER)


def test_the_verdicts_are_the_four_words_and_none_says_that_nothing_drifts() -> None:
    assert {str(verdict) for verdict in Verdict} == {
        "changed",
        "not_material",
        "cannot_tell",
        "not_comparable",
    }


def test_a_finding_needs_a_verdict_a_kind_and_a_sentence() -> None:
    finding = Finding(Verdict.CANNOT_TELL, "metric", "Too little data.")
    assert (finding.direction, finding.p_value, finding.onset, dict(finding.segment)) == (
        Direction.NEUTRAL,
        None,
        None,
        {},
    )
