"""The survivorship warning: the published rule and the measured one, for all sessions and for each segment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tidegauge import formats
from tidegauge.findings import Verdict
from tidegauge.reports._feedback.records import RatedContrast, Rule, SurvivorshipWarning
from tidegauge.reports._records import Measure
from tidegauge.reports._sentences import named
from tidegauge.settings_feedback import FeedbackTable


@dataclass(frozen=True)
class Watched:
    """What the rules look at: the segment (empty: all), its sessions, thumbs, leaving, and the measured signals.

    `is_derived` says that the store carries no leaving.
    """

    segment: Mapping[str, str]
    sessions: int
    thumbs_up: Measure
    left: Measure
    contrasts: tuple[RatedContrast, ...]
    is_derived: bool = False


def warnings_of(watched: Watched, table: FeedbackTable) -> tuple[SurvivorshipWarning, ...]:
    """Return the rules that fire there."""
    found = (_published(watched, table), _measured(watched))
    return tuple(one for one in found if one is not None)


def _published(one: Watched, table: FeedbackTable) -> SurvivorshipWarning | None:
    enough = one.thumbs_up.n >= table.least_n
    if one.is_derived and not any(found.happier for found in one.contrasts):
        # A good answer ends a session, too: who merely asked once has left only where raters stay longer.
        return None
    if not (enough and one.left.value > table.abandonment and one.thumbs_up.value > table.thumbs_up):
        return None
    sentence = (
        f"Published rule{_where(one)}: {formats.share(one.left.value)} leave after the first answer (above "
        f"{formats.share(table.abandonment)}) beside {formats.share(one.thumbs_up.value)} thumbs-up (above "
        f"{formats.share(table.thumbs_up)}), n {formats.count(one.sessions)}."
    )
    numbers = {
        "abandonment": one.left.value,
        "abandonment_rule": table.abandonment,
        "thumbs_up": one.thumbs_up.value,
        "thumbs_up_rule": table.thumbs_up,
    }
    return SurvivorshipWarning(Rule.PUBLISHED, sentence, numbers, one.sessions, one.segment)


def _measured(one: Watched) -> SurvivorshipWarning | None:
    told = [
        found for found in one.contrasts if found.happier is not None and found.verdict is Verdict.CHANGED
    ]
    if not told:
        return None
    differences = [f"{found.label} {formats.difference(found.difference, found.unit)}" for found in told]
    sentence = (
        f"Measured{_where(one)}: rated sessions against unrated ones: {', '.join(differences)}, "
        f"n {formats.count(one.sessions)}."
    )
    numbers = {found.signal: found.difference.value for found in told}
    return SurvivorshipWarning(Rule.MEASURED, sentence, numbers, one.sessions, one.segment)


def _where(one: Watched) -> str:
    return f" in {named(one.segment)}" if one.segment else ""


def fires_in(found: Sequence[SurvivorshipWarning]) -> list[Mapping[str, str]]:
    """Return the segments in which a rule fires, each once; the empty one is all sessions."""
    places: list[Mapping[str, str]] = []
    for one in found:
        if one.segment not in places:
            places.append(one.segment)
    return places
