"""Letters in place of reviewers' names, so that nobody's agreement is read with a face in mind."""

from collections.abc import Sequence
from dataclasses import replace

from tidegauge.reports._agreement.parts import EVERYONE
from tidegauge.reports._agreement.records import AgreementReport
from tidegauge.stats.drawn import digest

LEAD = "who adjudicates"
"""Whoever decided and gave no label of the window."""
UNSEEN = "somebody else"
"""Whoever labelled known answers and none of the window."""


def codes_of(people: Sequence[str]) -> dict[str, str]:
    """Return a code for each name: A, B, .. Z, AA, ..; their order says nothing of the names.

    >>> sorted(codes_of(["marta", "jon"]).values())
    ['reviewer A', 'reviewer B']
    """
    shuffled = sorted(people, key=digest)
    return {name: f"reviewer {_letters(place)}" for place, name in enumerate(shuffled)}


def _letters(place: int) -> str:
    more, last = divmod(place, 26)
    return (_letters(more - 1) if more else "") + chr(ord("A") + last)


def blinded(report: AgreementReport, people: Sequence[str]) -> tuple[AgreementReport, dict[str, str]]:
    """Return the report with codes for names, and the codes."""
    codes = codes_of(people)
    pairs = (replace(one, first=codes[one.first], second=codes[one.second]) for one in report.pairs)
    lines = (replace(one, evaluator=codes.get(one.evaluator, EVERYONE)) for one in report.lines)
    apart = (
        replace(
            one,
            reviewers=tuple(codes[name] for name in one.reviewers),
            decided_by=one.decided_by and (codes.get(one.decided_by) or LEAD),
        )
        for one in report.disagreements
    )
    known = (replace(one, name=codes.get(one.name, UNSEEN)) for one in report.qualified)
    shown = replace(
        report,
        pairs=tuple(pairs),
        reviewers=tuple(replace(one, name=codes[one.name]) for one in report.reviewers),
        lines=tuple(lines),
        disagreements=tuple(apart),
        qualified=tuple(known),
    )
    return shown, codes
