"""Which change fits, in a sentence; or that none does, with what speaks for the provider."""

from collections.abc import Sequence

import numpy as np

from tidegauge import formats
from tidegauge.reports._records import Point
from tidegauge.reports._scope.events import called
from tidegauge.reports._scope.records import Change, ChangeFit, Fit
from tidegauge.reports._scope.touched import Asked
from tidegauge.stats.changepoint.slope import creeps

MAIN = 0.95
"""A version that answers this share of the calls is the one they run on."""
_MODEL = "model_version"


def isolated(
    asked: Asked, fitted: Sequence[ChangeFit], every: Sequence[Change], course: Sequence[Point]
) -> str:
    """Return the sentence; `every` are all changes that were looked at, `course` what the row did over the window."""
    fitting, maybe = ([one for one in fitted if one.verdict is own] for own in (Fit.FITS, Fit.MAY_FIT))
    if fitting:
        also = {1: "", 2: " 1 more fits as well."}.get(len(fitting), f" {len(fitting) - 1} more fit as well.")
        why = ", and ".join(fitting[0].reasons[:2])
        return f"{_begun(called(fitting[0].change))} fits: {why}.{also}"
    lead = f"{_lead(fitted)}.{_maybe(maybe)}" if maybe else f"{_lead(fitted)}:"
    if asked.metric.kind == "total":
        # Nothing here tells more calls from dearer ones, and a provider sends nobody more calls.
        return _joined(lead, "see whether there are more calls or dearer ones, and who sends them.")
    beside = _same_version(asked, every)
    return f"{_joined(lead, 'consider a provider-side change')}{' as well' if maybe else ''}.{beside}{_creep(asked, course)}"


def _lead(fitted: Sequence[ChangeFit]) -> str:
    if not fitted:
        return "No change is recorded"
    return (
        "No recorded change is known to fit"
        if fitted[0].verdict is Fit.MAY_FIT
        else "No recorded change fits"
    )


def _maybe(maybe: Sequence[ChangeFit]) -> str:
    first, *others = maybe
    also = f", and so may {len(others)} more" if others else ""
    return f" {_begun(called(first.change))} may: {', '.join(first.reasons)}{also}."


def _joined(lead: str, text: str) -> str:
    return f"{lead} {text}" if lead.endswith(":") else f"{lead} {_begun(text)}"


def _creep(asked: Asked, course: Sequence[Point]) -> str:
    """What moves little by little looks, week on week, like a change that nobody recorded."""
    value, weight = (np.array(one, dtype=np.float64) for one in _columns(course))
    if creeps(value, weight):
        return " It moved little by little, not at one moment: a longer window, or an earlier one to compare with, shows since when."
    if asked.onset is None:
        return " No moment is to be seen at which it began. If it creeps, a longer window, or an earlier one to compare with, shows it."
    return ""


def _columns(course: Sequence[Point]) -> tuple[list[float], list[int]]:
    return [one.value for one in course], [one.n for one in course]


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _same_version(asked: Asked, every: Sequence[Change]) -> str:
    """Say that the version string is the same while the behaviour is not: a provider's silent change looks like that."""
    version, share = asked.doses.main(asked.number, _MODEL)
    new = asked.is_new and version in asked.where.values()
    if version is None or new or share < MAIN or any(one.to_version == version for one in every):
        return ""
    said = "All of" if share == 1 else f"{formats.share(share)} of"
    return f" {said} its calls name the same version as before, {version}."
