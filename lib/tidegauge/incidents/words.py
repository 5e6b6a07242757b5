"""An incident in words: its sentence and its grey line, in the viewer's zone."""

from datetime import datetime

from tidegauge import formats
from tidegauge.alerts.records import segment_words
from tidegauge.formats.times import local
from tidegauge.incidents.page_state import PageState
from tidegauge.incidents.records import Impact, Incident
from tidegauge.incidents.segment_chips import which_calls
from tidegauge.reports._sentences import named
from tidegauge.workbench.members import MACHINE


def sentence(
    incident: Incident, zone: str = "UTC", now: datetime | None = None, currency: str = "USD"
) -> str:
    """Return what happened: “Format failures in geo = BR, since Tue 17 Nov 14:20. 2.2% of traffic, 71% of it broken.”

    Without the numbers of a page it is the alert's own sentence, or the title.
    """
    opening, impact = incident.opening, incident.opening.impact
    if impact is None:
        return opening.sentence or f"{opening.title}{_since(incident, zone, now)}."
    where = f" in {named(dict(opening.segment))}" if opening.segment else ""
    return f"{impact.label}{where}{_since(incident, zone, now)}. {_size(impact, currency)}".rstrip()


def _since(incident: Incident, zone: str, now: datetime | None) -> str:
    return f", since {formats.moment(incident.onset, zone, now)}" if incident.onset else ""


def _size(impact: Impact, currency: str) -> str:
    value = formats.value(impact.value, impact.unit, currency)
    traffic = f"{formats.share(impact.traffic)} of traffic, " if impact.traffic is not None else ""
    if impact.kind == "rate" and impact.direction == "lower" and impact.value is not None:
        of = "of it" if impact.traffic is not None and impact.traffic < 0.995 else "of the calls"
        return f"{traffic}{value} {of} broken."
    if impact.value is None:
        return ""
    before = (
        f", before {formats.value(impact.reference, impact.unit, currency)}"
        if impact.reference is not None
        else ""
    )
    return f"{traffic}{value} there{before}."


def short_title(incident: Incident) -> str:
    """Return the title without its segment, for where that stands beside it."""
    segment = incident.segment
    own = (f" in {named(dict(segment))}", f": {segment_words(segment)}") if segment else (": all calls",)
    ends = (*own, f": {which_calls(incident)}")
    told = incident.title
    for end in ends:
        told = told.removesuffix(end) or told
    return told


def opened(incident: Incident, zone: str = "UTC", now: datetime | None = None) -> str:
    """Return who opened it: “opened Tue 17 Nov 14:52 by rule format-failures”."""
    by = f"rule {incident.rule}" if incident.opened_by == MACHINE and incident.rule else incident.opened_by
    return f"opened {formats.moment(incident.opened_at, zone, now)} by {by}"


def details(incident: Incident, zone: str = "UTC", now: datetime | None = None) -> tuple[str, ...]:
    """Return the grey line: who opened it, whose it is, and why it has its severity."""
    owner = f"owner {incident.owner}" if incident.owner else "no owner yet"
    why = f"{incident.severity.value}: {incident.reason}" if incident.because else ""
    again = (
        f"reopened {'once' if incident.reopened == 1 else f'{incident.reopened} times'}"
        if incident.reopened
        else ""
    )
    frozen = incident.opening.impact is None and incident.opening.sentence
    note = zone_note(incident.opening.page, zone) if frozen else ()
    return tuple(filter(None, (opened(incident, zone, now), owner, why, again, *note)))


def zone_note(frozen: PageState | None, zone: str) -> tuple[str, ...]:
    """Return that frozen words tell times in another zone than the reader's; nothing where they do not.

    >>> zone_note(PageState(datetime(2026, 11, 1), datetime(2026, 11, 2)), "Europe/Berlin")
    ('times of these words: UTC',)
    """
    return (f"times of these words: {frozen.time_zone}",) if frozen and frozen.time_zone != zone else ()


def onset_words(incident: Incident) -> str:
    """Return how exactly the onset is known: “± 15 min”, or nothing."""
    low, high = incident.opening.onset_low, incident.opening.onset_high
    if low is None or high is None or high <= low:
        return ""
    at = incident.opening.onset or low + (high - low) / 2
    return f"± {formats.duration(max(high - at, at - low).total_seconds() * 1000)}"


def day_and_time(at: datetime, zone: str, before: datetime | None = None) -> str:
    """Return a moment for a column of times: with its day where the line above has another one.

    >>> day_and_time(datetime(2026, 11, 17, 14, 52), "UTC", datetime(2026, 11, 17, 14, 47))
    '14:52'
    """
    here = local(at, zone)
    if before is not None and local(before, zone).date() == here.date():
        return f"{here:%H:%M}"
    return f"{here:%a} {here.day} {here:%b} {here:%H:%M}"
