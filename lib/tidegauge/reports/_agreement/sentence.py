"""The sentence of the Agreement page: what people agree on well, and what they do not mean the same by."""

from collections.abc import Sequence

from tidegauge.findings import Finding, Verdict
from tidegauge.formats import count, decimal
from tidegauge.reports._agreement.records import AgreementReport, Coefficients, ScoreAgreement
from tidegauge.reports._agreement.texts import agreed_words, named, rated

WELL, POORLY = 0.8, 0.667
"""Krippendorff's customary demands: 0.8 to rely on labels, 0.667 to draw tentative conclusions."""

MOST_NAMED = 3

WORDS = ("well", "fairly", "poorly")

LABELS = {
    "well": "✓ people agree",
    "fairly": "! people agree fairly",
    "poorly": "! people disagree",
    "mixed": "! agreement differs by score",
    "unclear": "? too few double labels",
}
"""The chip, by the finding's kind: it speaks of every score that has enough double labels."""


def finding_of(report: AgreementReport) -> Finding:
    """Return the page's finding, from scores of which at least one has 10 double labels."""
    known = [(one.name, one.coefficients) for one in report.scores if one.coefficients is not None]
    grades = {name: grade(found) for name, found in known}
    said = set(grades.values()) & set(WORDS)
    kind = "mixed" if len(said) > 1 else next(iter(said), "unclear")
    return Finding(
        Verdict.NOT_MATERIAL if kind == "well" else Verdict.CANNOT_TELL,
        kind,
        _sentence(known),
        tuple(_details(report, known)),
        metric=report.name,
        n_current=report.labels,
    )


def grade(found: Coefficients) -> str:
    """Return well, fairly or poorly; unclear where the interval reaches from one to the other end.

    Where one answer dominates, AC1 speaks, as kappa says little.
    """
    one = rated(found)
    if one.value != one.value or (one.low < POORLY and one.high > WELL):
        return "unclear"
    return "well" if one.value >= WELL else "fairly" if one.value >= POORLY else "poorly"


def _sentence(known: Sequence[tuple[str, Coefficients]]) -> str:
    graded = {word: [_one(*each) for each in known if grade(each[1]) == word] for word in (*WORDS, "unclear")}
    parts = [f"{word} on {_listed(graded[word])}" for word in WORDS if graded[word]]
    said = f"People agree {_joined(parts)}." if parts else ""
    unclear = graded["unclear"]
    if not unclear:
        return said
    more = (
        f"How well they agree on {_listed(unclear)} cannot be told yet."
        if said
        else (f"How well people agree on {_listed(unclear)} cannot be told yet.")
    )
    return f"{said} {more}".strip()


def _one(name: str, found: Coefficients) -> str:
    one = rated(found)
    if one.value != one.value:
        return f"{name[:40]} (all labels are the same)"
    return f"{name[:40]} ({'AC1 ' if found.warning else ''}{decimal(one.value, 2)})"


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:MOST_NAMED])
    more = [f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
    return _joined([*shown, *more])


def _joined(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _details(report: AgreementReport, known: Sequence[tuple[str, Coefficients]]) -> list[str]:
    details = [agreed_words(name, found) for name, found in known[:MOST_NAMED]]
    details += [f"{name[:40]}: {found.warning}" for name, found in known if found.warning][:2]
    if report.disagreed:
        details.append(_apart(report))
    details += _moved(report)
    few = [one.name[:40] for one in report.scores if one.coefficients is None]
    details += [f"fewer than 10 double labels on {_listed(few)}"] if few else []
    return details


def _apart(report: AgreementReport) -> str:
    n, waiting = report.disagreed, sum(one.open for one in report.scores)
    said = f"{count(n)} answers have different labels" if n > 1 else "1 answer has different labels"
    if not waiting:
        return f"{said}, and all are decided"
    waits = f"{'waits' if waiting == 1 else 'wait'} for a decision"
    open_ = [(one.name[:40], one.open) for one in report.scores if one.open]
    by_score = f": {_listed([f'{count(m)} on {name}' for name, m in open_])}" if len(open_) > 1 else ""
    return f"{said}; {count(waiting)} {waits}{by_score}" if waiting < n else f"{said} and {waits}{by_score}"


def _moved(report: AgreementReport) -> list[str]:
    """Name who moved most: one person who moves shifts all others against them."""
    drifted = [one for one in report.reviewers if one.drifted and one.drift is not None]
    if not drifted:
        return []
    if len(report.reviewers) == 2:
        first, second = (named(one.name) for one in report.reviewers)
        return [f"{first} and {second} moved apart within the window"]
    most = max(drifted, key=lambda one: (abs(one.drift.value) if one.drift else 0.0, one.name))
    return [f"{named(most.name)} moved most against the others within the window"]


def few_doubles(scores: Sequence[ScoreAgreement]) -> bool:
    """Return whether no score has 10 double labels."""
    return all(one.coefficients is None for one in scores)
