"""How well each reviewer labels answers whose label is known."""

from collections.abc import Mapping, Sequence

from tidegauge.reports._agreement.records import Qualification
from tidegauge.reports._judge.corrected import measure_of
from tidegauge.reports._judge.scale import usual_bar
from tidegauge.reports.judge_question import JudgeQuestion
from tidegauge.stats import proportion
from tidegauge.workbench.known_labels import KnownLabel
from tidegauge.workbench.review_batches import Scale

BAR = usual_bar(5.0)
"""From which mark of 1 to 5 on an answer passes, unless the settings say otherwise."""


def qualifications(
    known: Sequence[KnownLabel], name: str, questions: Mapping[str, JudgeQuestion]
) -> tuple[Qualification, ...]:
    """Return each reviewer's share of right labels on one score, lowest first. “Cannot judge” is not right.

    A mark of 1 to 5 is right where it passes or fails as the known one does.
    """
    question = questions.get(name)
    bar = question.passes.get(name, BAR) if question else BAR
    said: dict[str, list[bool]] = {}
    for one in known:
        if one.name == name:
            said.setdefault(one.reviewer, []).append(_right(one, bar))
    each = [_qualification(reviewer, answers) for reviewer, answers in said.items()]
    return tuple(sorted(each, key=lambda one: (one.share.value, one.name)))


def _right(one: KnownLabel, bar: float) -> bool:
    if one.said is None:
        return False
    if one.scale == Scale.ONE_TO_FIVE.value:
        return (one.said >= bar) == (one.known >= bar)
    return one.said == one.known


def _qualification(reviewer: str, answers: Sequence[bool]) -> Qualification:
    right, n = sum(answers), len(answers)
    return Qualification(reviewer, right, n, measure_of(proportion.estimate(right, n)))
