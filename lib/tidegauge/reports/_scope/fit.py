"""Which change fits a cause: it came shortly before, and the affected calls are those that it touched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tidegauge import formats
from tidegauge.errors import FilterError
from tidegauge.filters import Condition, parse_condition
from tidegauge.metrics.lookup import column_names
from tidegauge.metrics.metric import Metric
from tidegauge.queries.scope_marks import REST
from tidegauge.reports._onset import Onset
from tidegauge.reports._scope.doses import Doses
from tidegauge.reports._scope.records import Change, ChangeFit
from tidegauge.reports._sentences import named

MOST = 6
"""Changes that are shown of a cause: those that fit, then the nearest."""
SOON = timedelta(hours=2)
"""How long before the onset a change may be of which nobody knows whom it touched,"""
ROLLOUT = timedelta(hours=36)
"""and one whose version the affected calls are on."""
DOSE = 0.5
"""The share of the affected calls that have to be on the new version."""
APART = 0.1
"""How much more often they have to be on it than other calls, else the change says nothing of this segment."""


@dataclass(frozen=True)
class Asked:
    """One cause whose change is looked for: its number, its segment, its onset, and what is known of versions.

    `is_new` says that it is a version that was not there before.
    """

    number: int
    where: Mapping[str, str]
    onset: Onset | None
    doses: Doses
    metric: Metric
    is_new: bool = False


def fits(asked: Asked, changes: Sequence[Change]) -> tuple[ChangeFit, ...]:
    """Return the changes, what fits best first."""
    found = sorted((_fit(asked, one) for one in changes), key=_place)
    return tuple(found[:MOST])


def _place(one: ChangeFit) -> tuple[bool, bool, float]:
    specific = max(one.dose or 0.0, one.overlap or 0.0)
    away = abs(one.distance) / 3600 if one.distance is not None else 24.0
    return not one.fits, one.change.derived and not one.fits, (1 + away) * (1.5 - specific)


def _fit(asked: Asked, change: Change) -> ChangeFit:
    distance = (asked.onset.at - change.at).total_seconds() if asked.onset else None
    name = _column(asked, change)
    dose = asked.doses.share(asked.number, name, change.to_version or "") if name else None
    beside = asked.number != REST
    rest = asked.doses.share(REST, name, change.to_version or "") if name and beside else None
    overlap = _overlap(asked, change)
    when, in_time = _when(asked, change, distance, known=dose is not None)
    who, touches = _who(asked, change, name, dose, rest, overlap)
    return ChangeFit(
        change, in_time and touches, distance, overlap, dose, rest, tuple(filter(None, (when, *who)))
    )


def _column(asked: Asked, change: Change) -> str | None:
    """Return the attribute whose value the change's new version is."""
    if not change.to_version:
        return None
    if change.derived:
        return change.component
    found = asked.doses.names(change.to_version)
    return found[0] if found else None


def _when(asked: Asked, change: Change, distance: float | None, *, known: bool) -> tuple[str, bool]:
    if asked.onset is None or distance is None:
        return "when the segment began is not to be seen", known
    words = formats.duration(abs(distance) * 1000)
    if change.at > asked.onset.high:
        return f"{words} after the onset", False
    if distance < 0:
        return "at the onset", True
    most = ROLLOUT if known else max(SOON, asked.onset.high - asked.onset.low)
    return (
        f"{words} before the onset" if distance >= 30 else "at the onset"
    ), distance <= most.total_seconds()


def _who(
    asked: Asked,
    change: Change,
    name: str | None,
    dose: float | None,
    rest: float | None,
    overlap: float | None,
) -> tuple[list[str], bool]:
    untouched = _untouched(asked.metric, change)
    if untouched:
        return [untouched], False
    if overlap == 0.0:
        return [f"it touches {change.scope}, not this segment"], False
    if dose is None or name is None:
        return ([f"it touches {change.scope}"] if overlap else []), True
    subject = "affected calls" if asked.doses.is_rate else "calls of the segment"
    share = f"{formats.share(dose)} of the {subject} are on {change.to_version}"
    if dose < DOSE:
        return [f"only {share}" if dose else f"none of the {subject} is on {change.to_version}"], False
    if rest is not None and dose - rest < APART:
        return [share, f"and {formats.share(rest)} of all others"], _alone(rest)
    return [share, *_beside(asked, change, name)], True


def _alone(rest: float) -> bool:
    """Whether everybody is on the version: then it may still be what happened, to those who are sensitive to it."""
    return rest >= 1 - APART


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
    names = column_names(metric)
    if change.kind == "judge" and not any(name.startswith("score.") for name in names):
        return f"a judge does not touch {metric.label.lower()}"
    if change.kind == "price" and not any("cost" in name for name in names):
        return f"a price does not touch {metric.label.lower()}"
    return ""


def _overlap(asked: Asked, change: Change) -> float | None:
    """Return 1 where the scope names a value of the segment, 0 where it names another, None where nobody knows."""
    chips = [one for one in map(_chip, (change.scope or "").split(" and ")) if one is not None]
    known = [one for one in chips if one.attribute in asked.where]
    if not known:
        return None
    inside = all((asked.where[one.attribute] in one.values) is (one.operator == "=") for one in known)
    return 1.0 if inside else 0.0


def _chip(text: str) -> Condition | None:
    try:
        found = parse_condition(text)
    except FilterError:
        return None
    return found if found.operator in {"=", "!="} else None
