"""Whom a change touched: whether the affected calls are those on its version, in its scope, or measured by it."""

from collections.abc import Mapping
from dataclasses import dataclass

from tidegauge import formats
from tidegauge.metrics.lookup import column_names
from tidegauge.metrics.metric import Metric
from tidegauge.queries.scope_marks import REST
from tidegauge.reports._onset import Onset
from tidegauge.reports._scope.doses import Doses
from tidegauge.reports._scope.overlaps import Overlaps
from tidegauge.reports._scope.records import Change, Evidence, Fit
from tidegauge.reports._sentences import named

HALF = 0.5
"""The share of the affected calls that have to be on the new version, or within the scope."""
APART = 0.1
"""How much more often they have to be so than other calls, else the change says nothing of this segment."""


@dataclass(frozen=True)
class Asked:
    """One cause whose change is looked for: its number, its segment, its onset, and what is known of versions and scopes.

    `is_new` says that it is a version that was not there before.
    """

    number: int
    where: Mapping[str, str]
    onset: Onset | None
    doses: Doses
    overlaps: Overlaps
    metric: Metric
    is_new: bool = False

    @property
    def subject(self) -> str:
        """What the calls are called that a change has to have touched."""
        return "affected calls" if self.doses.is_rate else "calls of the segment"


@dataclass(frozen=True)
class Shares:
    """What part of a cause's affected calls a change touched, and of all other calls. None is not known."""

    own: float | None = None
    rest: float | None = None

    @property
    def apart(self) -> float:
        """How much more often the affected calls are touched than the others; 0 where nothing is known."""
        return (self.own or 0.0) - (self.rest or 0.0)


@dataclass(frozen=True)
class Touched:
    """Whether a change touched a cause's calls, by what one knows, how far, and in words."""

    fit: Fit
    evidence: tuple[Evidence, ...] = ()
    reasons: tuple[str, ...] = ()
    dose: Shares = Shares()
    overlap: Shares = Shares()


def touched(asked: Asked, change: Change) -> Touched:
    """Return whom a change touched, whenever it came."""
    rest = None if asked.number == REST else REST
    name = version_column(asked, change)
    dose = Shares(
        *(
            None if one is None or name is None else asked.doses.share(one, name, change.to_version or "")
            for one in (asked.number, rest)
        )
    )
    overlap = Shares(
        *(None if one is None else asked.overlaps.share(one, change.scope) for one in (asked.number, rest))
    )
    verdict, evidence, reasons = _judged(asked, change, name, dose, overlap)
    return Touched(verdict, evidence, tuple(reasons), dose, overlap)


_Judged = tuple[Fit, tuple[Evidence, ...], list[str]]


def _judged(asked: Asked, change: Change, name: str | None, dose: Shares, overlap: Shares) -> _Judged:
    untouched = _untouched(asked.metric, change)
    if untouched:
        return Fit.DOES_NOT_FIT, (), [untouched]
    within = _within(asked, change, overlap)
    if within[0] is Fit.DOES_NOT_FIT:
        return within
    on = (Fit.MAY_FIT, (), []) if dose.own is None or name is None else _on(asked, change, name, dose)
    if on[0] is Fit.DOES_NOT_FIT:
        return on
    told = [one for one in (on, within, _measured(asked.metric, change)) if one[2]]
    evidence = tuple(kind for one in told for kind in one[1])
    reasons = [reason for one in told for reason in one[2]]
    return Fit.FITS if evidence else Fit.MAY_FIT, evidence, reasons


def version_column(asked: Asked, change: Change) -> str | None:
    """Return the attribute whose value the change's new version is."""
    if not change.to_version:
        return None
    if change.derived:
        return change.component
    found = asked.doses.names(change.to_version)
    return found[0] if found else None


def _on(asked: Asked, change: Change, name: str, dose: Shares) -> _Judged:
    """Judge by the version that the affected calls are on."""
    own = dose.own or 0.0
    share = f"{formats.share(own)} of the {asked.subject} are on {change.to_version}"
    if own < HALF:
        none = f"none of the {asked.subject} is on {change.to_version}"
        return Fit.DOES_NOT_FIT, (), [f"only {share}" if own else none]
    if dose.rest is not None and dose.apart < APART:
        # When everybody is on the version, it may still be what happened, to those who are sensitive to it.
        verdict = Fit.MAY_FIT if _all(dose.rest) else Fit.DOES_NOT_FIT
        return verdict, (), [f"{share}, and {formats.share(dose.rest)} of all others"]
    return Fit.FITS, (Evidence.DOSE,), [share, *_beside(asked, change, name)]


def _all(rest: float) -> bool:
    return rest >= 1 - APART


def _within(asked: Asked, change: Change, overlap: Shares) -> _Judged:
    """Judge by the change's scope: one that holds all other calls as well says nothing."""
    if overlap.own is None:
        return Fit.MAY_FIT, (), []
    if not overlap.own:
        return Fit.DOES_NOT_FIT, (), [f"it touches {change.scope}, not this segment"]
    share = f"{formats.share(overlap.own)} of the {asked.subject} are in its scope, {change.scope}"
    if overlap.own < HALF:
        return Fit.DOES_NOT_FIT, (), [f"only {share}"]
    if overlap.rest is not None and overlap.apart < APART:
        return Fit.MAY_FIT, (), [f"{share}, and {formats.share(overlap.rest)} of all others"]
    return Fit.FITS, (Evidence.OVERLAP,), [share]


def _beside(asked: Asked, change: Change, name: str) -> list[str]:
    """Return what the old version does in the segment, and the new one outside it."""
    unit, words = "share", []
    old = asked.doses.share(asked.number, name, change.from_version) if change.from_version else None
    if old is not None:
        words.append(f"{formats.share(old)} on {change.from_version}")
    inside, outside = (
        asked.doses.rate(number, name, change.to_version or "") for number in (asked.number, REST)
    )
    if inside is not None and outside is not None and outside < inside / 2:
        others = {key: value for key, value in asked.where.items() if value != change.to_version}
        needs = f": it needs {named(others)} too" if others else ""
        words.append(f"{change.to_version} elsewhere is at {formats.value(outside, unit)}{needs}")
    return words


def _untouched(metric: Metric, change: Change) -> str:
    if change.kind in _MEASURES and not _is_measured(metric, change):
        return f"a {change.kind} does not touch {metric.label.lower()}"
    return ""


def _measured(metric: Metric, change: Change) -> _Judged:
    """A judge touches what it judges and a price what is paid, whosever calls they are."""
    if not _is_measured(metric, change):
        return Fit.MAY_FIT, (), []
    return Fit.FITS, (Evidence.METRIC,), [f"{metric.label.lower()} is measured by this {change.kind}"]


_MEASURES = {"judge": "score.", "price": "cost"}
"""What a change of these kinds touches: metrics that read a column called so."""


def _is_measured(metric: Metric, change: Change) -> bool:
    part = _MEASURES.get(change.kind)
    return part is not None and any(part in name for name in column_names(metric))
