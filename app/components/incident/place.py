"""Where an incident's numbers are read, who signs what is done to it, and the way from it to other pages."""

from app import menu, reviewing, state
from app.components.kept import kept
from app.components.view_popover import viewer_zone
from app.signed_in import may, reviewer, who
from tidegauge.errors import StoreError
from tidegauge.findings import Link
from tidegauge.incidents.answers import Asked
from tidegauge.incidents.records import NOBODY, Incident
from tidegauge.reports.source import Source
from tidegauge.time_zones import time_zones
from tidegauge.workbench.permission import Act

INCIDENT, INCIDENTS = "respond/incident.py", "respond/incidents.py"


def zone_of_page() -> str:
    """Return the viewer's zone: the link's, if there is one of that name."""
    told = kept("tz", viewer_zone())
    return told if told in time_zones() else viewer_zone()


def source_of(incident: Incident) -> Source | None:
    """Return where an incident is read; None where its store is not known here, or does not answer."""
    found = reviewing.store_at(incident.store)
    if found is None or state.stores().problem(found) is not None:
        return None
    try:
        return Source(state.stores().opened(found), state.settings().dimensions)
    except StoreError:
        return None


def asked_of(incident: Incident, source: Source | None, zone: str) -> Asked:
    """Return what the answers of a checklist are asked with; the app remembers them while the data stay the same."""
    return Asked(incident, state.workbench(), state.settings(), source, state.now(), zone, state.report)


def signs() -> str:
    """Return who does what is done here."""
    return reviewer() or NOBODY


def writes() -> bool:
    """Return whether who looks may change incidents."""
    return may(Act.LEAD)


def leads_to(link: Link) -> str | None:
    """Return the file of the page that a link leads to, None where there is none, or it is not for who looks."""
    entry = next((one for one in menu.entries() if one.name == link.page), None)
    return entry.path if entry is not None and menu.included(entry, who()) else None


def go(link: Link, incident: Incident) -> None:
    """Leave for the page of a link, in the incident's store, with nothing else of this page's."""
    path, named = leads_to(link), reviewing.store_at(incident.store)
    if path is not None:
        menu.go(path, {**link.params, **({"store": named.name} if named else {})}, only=True)
