"""Earlier incidents that look alike, each with why."""

from dataclasses import dataclass

from tidegauge.incidents.listing import list_incidents
from tidegauge.incidents.records import Incident
from tidegauge.workbench.within import Opened

MOST = 5
"""Incidents that are named."""
LEAST = 2
"""What must speak for a likeness: the same metric, or one shared value, is as much; the same class of failure is half of it."""


@dataclass(frozen=True)
class Likeness:
    """An earlier incident, and in what it is like this one, most telling first."""

    incident: Incident
    why: tuple[str, ...]
    weight: int

    @property
    def words(self) -> str:
        """In what it is like this one, and that it is still open where it is."""
        return ", ".join((*self.why, "still open") if self.incident.is_open else self.why)


def similar_to(incident: Incident, of: Opened) -> tuple[Likeness, ...]:
    """Return earlier incidents that share the metric, values of the segment, the kind of change, or the class; the most alike first."""
    earlier = [one for one in list_incidents(of) if one.id < incident.id]
    found = [likeness(incident, one) for one in earlier]
    alike = [one for one in found if one.weight >= LEAST]
    newest = sorted(alike, key=lambda one: one.incident.opened_at, reverse=True)
    return tuple(sorted(newest, key=lambda one: -one.weight))[:MOST]


def likeness(incident: Incident, other: Incident) -> Likeness:
    """Return in what two incidents are alike."""
    why: list[tuple[int, str]] = []
    if incident.metric and incident.metric == other.metric:
        why.append((2, "same metric"))
    own, its = dict(incident.segment), dict(other.segment)
    shared = [name for name in own if its.get(name) == own[name]]
    why += [(2, f"same {name.removesuffix('_version')}: {own[name]}") for name in shared]
    also = [name for name in own if name in its and name not in shared]
    why += [(1, f"{name.removesuffix('_version')} too") for name in also]
    kind = incident.opening.change_kind
    if kind and kind == other.opening.change_kind:
        why.append((1, f"a {kind} change too"))
    if incident.failure_class == other.failure_class:
        why.append((1, f"class {incident.failure_class}"))
    ordered = sorted(why, key=lambda one: -one[0])
    return Likeness(other, tuple(words for _, words in ordered), sum(weight for weight, _ in why))
