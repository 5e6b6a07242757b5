"""The Agreement page's numbers in words: what the page and the command both show."""

from collections.abc import Iterator

from tidegauge.formats import count, share, signed
from tidegauge.formats.numbers import decimal
from tidegauge.reports._agreement.records import AgreementReport, Coefficients, Disagreement, Reviewer
from tidegauge.reports._judge.texts import measure_text, share_text
from tidegauge.reports._records import Measure

LONGEST = 40


def named(reviewer: str) -> str:
    """Return a reviewer's name, cut where it is long.

    >>> named("marta"), named("")
    ('marta', 'no name recorded')
    """
    return reviewer.strip()[:LONGEST] or "no name recorded"


def rated(found: Coefficients) -> Measure:
    """Return the coefficient that speaks for these labels: AC1 where one answer dominates."""
    return found.ac1 if found.warning else found.headline


def agreed_words(name: str, found: Coefficients) -> str:
    """Return one score's coefficient with its interval, the share agreed and how many answers."""
    n = f"n {count(found.answers)} double labels"
    return f"{name[:LONGEST]}: {found.measure} {measure_text(found.headline)}, agreed on {share(found.agreed.value)}, {n}"


def stands_on(found: Coefficients) -> str:
    """Return what a coefficient stands on: agreed share, the commonest answer, how many answers."""
    said = found.refusal or f"agreed on {share(found.agreed.value)}; {found.common}"
    return f"{said}; n {count(found.answers)}"


def labels_facts(report: AgreementReport) -> Iterator[str]:
    """Yield the facts of the words line: how many labels, what was not read, who is not named."""
    yield f"{count(report.labels)} labels by people"
    if report.read is not None:
        yield f"only the newest {count(report.read)} are read"
    if report.unnamed:
        yield f"{count(report.unnamed)} name no reviewer, and count as one person"


def measures(found: Coefficients) -> Iterator[tuple[str, str]]:
    """Yield every measure with its value."""
    yield "kappa", measure_text(found.kappa)
    if found.weighted_kappa is not None:
        yield "kappa of marks, quadratic weights", measure_text(found.weighted_kappa)
    yield "alpha, nominal", measure_text(found.alpha)
    if found.ordered_alpha is not None:
        yield "alpha of marks, by distance", measure_text(found.ordered_alpha)
    yield "AC1", measure_text(found.ac1)
    yield "agreed", share_text(found.agreed)
    yield f"commonest: {found.common}", share_text(found.common_share)


def leaning_text(one: Reviewer) -> str:
    """Return how far a reviewer lies above or below the others, with the interval."""
    found = one.leaning
    if found is None or found.value != found.value:
        return ""
    return f"{signed(found.value, 2)} [{decimal(found.low, 2)}, {decimal(found.high, 2)}]"


def drift_text(one: Reviewer) -> str:
    """Return how far a reviewer moved against the others, with the interval."""
    found = one.drift
    if found is None or found.value != found.value:
        return ""
    mark = "! " if one.drifted else ""
    return f"{mark}{signed(found.value, 2)} [{decimal(found.low, 2)}, {decimal(found.high, 2)}]"


def said_by(one: Disagreement) -> tuple[str, str]:
    """Return the labels, and by whom, in one order.

    >>> from datetime import datetime
    >>> at = datetime(2026, 11, 20)
    >>> said_by(Disagreement("t", "s", at, at, "correct", ("pass", "fail"), ("ana", "jon")))
    ('pass | fail', 'ana | jon')
    """
    return " | ".join(word[:LONGEST] for word in one.labels), " | ".join(map(named, one.reviewers))
