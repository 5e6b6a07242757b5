"""What the commands on incidents share: the workbench, who runs them, the incident's store, and texts for a terminal."""

import getpass
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click
import sqlalchemy as sa

from tidegauge import formats
from tidegauge.cli._member import signed, workbench_for
from tidegauge.cli._store import every_store
from tidegauge.cli.show._text import aligned, inert
from tidegauge.clock import now
from tidegauge.errors import TidegaugeError
from tidegauge.incidents.countdown import countdown
from tidegauge.incidents.postmortem import Postmortem, postmortem_of
from tidegauge.incidents.postmortem.numbers import HEADS, cells
from tidegauge.incidents.records import Incident
from tidegauge.incidents.segment_chips import which_calls
from tidegauge.incidents.words import day_and_time
from tidegauge.reports.source import Source
from tidegauge.settings import Settings, load_settings
from tidegauge.stores import open_store
from tidegauge.stores.addresses import store_key
from tidegauge.time_zones import zone_named
from tidegauge.workbench.members import Member
from tidegauge.workbench.permission import Act

LONGEST = 60
"""Characters of a title in the list."""


@dataclass(frozen=True)
class Session:
    """An open workbench, who runs the command, and the settings."""

    engine: sa.Engine
    member: Member
    settings: Settings
    zone: str
    now: datetime

    def by(self, told: str) -> str:
        """Return the name that signs."""
        return signed(self.member, told) or getpass.getuser()


def session(config: Path | None, act: Act = Act.READ, zone: str | None = None) -> Session:
    """Return the session of a command for those who may do `act`.

    Raises:
        NotAllowedError: there are members, and the key is none of theirs or its role does not include it.
        FilterError: there is no such zone.
    """
    settings = load_settings(config)
    engine, member = workbench_for(settings, act)
    return Session(engine, member, settings, zone_named(zone or settings.time_zone or "UTC").key, now())


def source_of(incident: Incident, settings: Settings) -> Source | None:
    """Return where an incident is read, None where its store is not known here or does not answer.

    A folder is known by its path; an address that may need a password only by the settings or the page Connections.
    """
    named = [one.url for one in every_store(settings) if _is_at(one.url, incident.store)]
    paths = [incident.store] if "://" not in incident.store and Path(incident.store).exists() else []
    for url in (*named, *paths):
        try:
            store = open_store(url, settings.statement_timeout)
            store.catalog()
        except TidegaugeError:
            continue
        return Source(store, settings.dimensions)
    return None


def _is_at(url: str, key: str) -> bool:
    try:
        return store_key(url) == key
    except TidegaugeError:
        return False


def report_of(incident: Incident, of: Session) -> Postmortem:
    """Return all that is known of an incident; what the store would add is left out where it is away."""
    source = source_of(incident, of.settings)
    if source is None and incident.store:
        click.echo(f"The store of {incident.key} is not known here, or does not answer.", err=True)
    return postmortem_of(incident, of.engine, of.settings, source, zone=of.zone, now=of.now)


def list_lines(incidents: tuple[Incident, ...], of: Session) -> list[str]:
    """Return a row an incident."""
    head = ["Incident", "Severity", "Status", "Title", "Segment", "Since", "Owner", "Respond by"]
    rows = [head]
    for one in incidents:
        found = countdown(one, of.settings.alerts.severity, of.now, of.zone)
        since = formats.moment(one.onset or one.opened_at, of.zone, of.now)
        title, segment = _cut(one.title), _cut(which_calls(one))
        words = found.words.partition(" · ")[2]
        rows.append([one.key, one.severity, one.status, title, segment, since, one.owner or "–", words])
    return aligned(rows)


def _cut(text: str) -> str:
    """Return a text that fits into the list, cut between words where there are any."""
    if len(text) <= LONGEST:
        return text
    start, _, last = text[:LONGEST].rpartition(" ")
    return f"{(start or last[:-1]).rstrip(' ,:')}…"


def record_lines(report: Postmortem) -> Iterator[str]:
    """Yield the lines of an incident."""
    incident = report.incident
    yield inert(f"{incident.key} · {incident.status} · {report.response.words}")
    yield inert(report.summary)
    yield inert(f"    {' · '.join(report.details)}")
    yield ""
    yield from aligned([[one.name for one in report.times], [one.words for one in report.times]])
    yield ""
    yield inert(f"Checklist, {incident.failure_class}: {incident.class_because}")
    for item in report.checklist:
        tick = item.tick
        yield inert(f"[{'x' if tick and tick.done else ' '}] {item.words}")
    yield from ("", f"Timeline, {report.zone}")
    yield from aligned([[day_and_time(one.at, report.zone), one.text, one.by] for one in report.lines])
    for pinned in report.pins:
        at = formats.moment(pinned.at, report.zone, report.now)
        yield from ("", inert(f"Pinned as it was at {at}: {pinned.pin.sentence}"))
        if pinned.pin.numbers:
            yield from aligned([HEADS, *(cells(one, report.currency) for one in pinned.pin.numbers)])
    for found in report.similar:
        yield inert(f"Like {found.incident.key}, {found.incident.title}: {found.words}")
