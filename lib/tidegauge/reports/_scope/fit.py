"""Which change fits a cause: it came shortly before, and the affected calls are those that it touched."""

from collections.abc import Sequence
from datetime import timedelta

from tidegauge import formats
from tidegauge.reports._scope.records import Change, ChangeFit, Evidence, Fit
from tidegauge.reports._scope.touched import Asked, Touched, touched

MOST = 6
"""Changes that are shown of a cause: those that fit, then the nearest."""
SOON = timedelta(hours=2)
"""How long before the onset a change may be of which nobody knows whom it touched,"""
ROLLOUT = timedelta(hours=36)
"""and one whose version the affected calls are on."""
ONLY_TIME = "nothing but its time speaks for it"


def fits(asked: Asked, changes: Sequence[Change]) -> tuple[ChangeFit, ...]:
    """Return the changes, what fits best first: what touched these calls before what merely came then."""
    found = sorted(((one, _fit(asked, one)) for one in changes), key=lambda pair: _place(*pair))
    return tuple(fit for _, (fit, _) in found[:MOST])


_ORDER = {Fit.FITS: 0, Fit.MAY_FIT: 1, Fit.DOES_NOT_FIT: 2}


def _place(change: Change, found: tuple[ChangeFit, Touched]) -> tuple[int, bool, float]:
    one, who = found
    specific = max(who.dose.apart, who.overlap.apart)
    away = abs(one.distance) / 3600 if one.distance is not None else 24.0
    return _ORDER[one.verdict], change.derived and not one.fits, (1 + away) * (1.5 - specific)


def _fit(asked: Asked, change: Change) -> tuple[ChangeFit, Touched]:
    distance = (asked.onset.at - change.at).total_seconds() if asked.onset else None
    who = touched(asked, change)
    when, at_most = _when(asked, change, distance, who)
    verdict = max(who.fit, at_most, key=_ORDER.__getitem__)
    in_time = distance is not None and at_most is not Fit.DOES_NOT_FIT
    evidence = (*((Evidence.TIME,) if in_time else ()), *who.evidence)
    alone = (ONLY_TIME,) if verdict is Fit.MAY_FIT and evidence == (Evidence.TIME,) else ()
    return ChangeFit(
        change=change,
        fits=verdict is Fit.FITS,
        verdict=verdict,
        evidence=evidence,
        distance=distance,
        overlap=who.overlap.own,
        dose=who.dose.own,
        dose_rest=who.dose.rest,
        overlap_rest=who.overlap.rest,
        reasons=(when, *who.reasons, *alone),
    ), who


def _when(asked: Asked, change: Change, distance: float | None, who: Touched) -> tuple[str, Fit]:
    """Say when the change came, and how well it can fit by that."""
    known = (
        Evidence.DOSE in who.evidence
    )  # a version that all others are on as well says no more than its time
    if asked.onset is None or distance is None:
        unseen = Fit.MAY_FIT if Evidence.OVERLAP in who.evidence else Fit.DOES_NOT_FIT
        return "when the segment began is not to be seen", Fit.FITS if known else unseen
    words = formats.duration(abs(distance) * 1000)
    if change.at > asked.onset.high:
        return f"{words} after the onset", Fit.DOES_NOT_FIT
    if distance < 0:
        return "at the onset", Fit.FITS
    most = ROLLOUT if known else max(SOON, asked.onset.high - asked.onset.low)
    soon = Fit.FITS if distance <= most.total_seconds() else Fit.DOES_NOT_FIT
    return f"{words} before the onset" if distance >= 30 else "at the onset", soon
