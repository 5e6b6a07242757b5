"""The report of Data health that several answers read: of the incident's window, all calls."""

from dataclasses import replace

from tidegauge.filters import Grain, TraceFilter
from tidegauge.findings import Link
from tidegauge.incidents.answers._answer import Asked
from tidegauge.incidents.page_link import page_params
from tidegauge.incidents.page_state import PageState
from tidegauge.reports.health import HealthReport, health
from tidegauge.reports.source import Source


def question(asked: Asked) -> TraceFilter:
    """Return the filter of the incident's page without its chips: data are missing for everybody or for some."""
    incident = asked.incident
    page = incident.opening.page or PageState.around(incident.onset, incident.opened_at)
    return replace(page, where=(), grain=Grain.SPAN.value).asked(asked.zone)


def health_of(asked: Asked) -> HealthReport | None:
    """Return the report, None without a store."""
    if asked.source is None:
        return None
    return asked.ask(_health, asked.source, question(asked))


def health_link(asked: Asked) -> Link:
    """Return the link to the page Data health with that window."""
    params = page_params(PageState.of(question(asked)), asked.zone)
    return Link("health", {name: value for name, value in params.items() if name != "grain"})


def _health(source: Source, of: TraceFilter) -> HealthReport:
    return health(source, of)
