"""The postmortem of an incident: what its record says, with blank prompts for what only people know."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tidegauge.errors import StoreError
from tidegauge.incidents.checklist import checklist_of
from tidegauge.incidents.countdown import Countdown, countdown
from tidegauge.incidents.event_lines import Line
from tidegauge.incidents.pins import Pinned, pins_of
from tidegauge.incidents.records import Incident, Tick
from tidegauge.incidents.review import ReviewProgress, progress_of
from tidegauge.incidents.similar import Likeness, similar_to
from tidegauge.incidents.timeline import changes_near, timeline
from tidegauge.incidents.times import TimeTo, times_of
from tidegauge.incidents.words import details, sentence
from tidegauge.reports.source import Source
from tidegauge.settings import Settings


@dataclass(frozen=True)
class Done:
    """An item of the checklist, and its tick if anybody gave one."""

    text: str
    tick: Tick | None

    @property
    def words(self) -> str:
        """The item, what somebody noted beside it, and what the product answered when it was ticked."""
        note = f": {self.tick.note}" if self.tick and self.tick.note else ""
        answer = f" (then: {self.tick.answer})" if self.tick and self.tick.answer else ""
        return f"{self.text}{note}{answer}"


@dataclass(frozen=True)
class Postmortem:
    """What the files hold, in this order. Times of lines are UTC and written in `zone`; numbers are those that were pinned.

    `cause` is what Scope said of changes, empty where nothing was pinned. `response` is by when somebody had to respond.
    """

    incident: Incident
    summary: str
    details: tuple[str, ...]
    cause: str
    times: tuple[TimeTo, ...]
    lines: tuple[Line, ...]
    pins: tuple[Pinned, ...]
    checklist: tuple[Done, ...]
    similar: tuple[Likeness, ...]
    response: Countdown
    review: ReviewProgress | None
    zone: str
    now: datetime
    currency: str


def postmortem_of(
    incident: Incident,
    engine: sa.Engine,
    settings: Settings,
    source: Source | None,
    *,
    zone: str,
    now: datetime,
) -> Postmortem:
    """Return the postmortem as it stands now (UTC). Without a store it has no recorded changes, and all else.

    Raises:
        SettingsError: a checklist of one's own cannot be read.
    """
    pins = pins_of(incident)
    items = checklist_of(incident, settings).items
    return Postmortem(
        incident=incident,
        summary=sentence(incident, zone, now, settings.currency),
        details=details(incident, zone, now),
        cause=_cause(incident, pins),
        times=times_of(incident),
        lines=_lines(incident, engine, source, now),
        pins=pins,
        checklist=tuple(Done(one.text, incident.ticks.get(one.key)) for one in items),
        similar=similar_to(incident, engine),
        response=countdown(incident, settings.alerts.severity, now, zone),
        review=progress_of(engine, incident),
        zone=zone,
        now=now,
        currency=settings.currency,
    )


def _cause(incident: Incident, pins: tuple[Pinned, ...]) -> str:
    told = next((one.pin.isolated for one in reversed(pins) if one.pin.isolated), "")
    if told:
        return told
    return f"{incident.opening.change} fits." if incident.opening.change else ""


def _lines(incident: Incident, engine: sa.Engine, source: Source | None, now: datetime) -> tuple[Line, ...]:
    try:
        changes = changes_near(source, incident, now) if source is not None else ()
    except StoreError:
        changes = ()
    return timeline(incident, engine, changes)
