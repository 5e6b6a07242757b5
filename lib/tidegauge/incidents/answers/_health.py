"""The report of Data health that several answers read: of the incident's window, all calls."""

from dataclasses import replace
from datetime import timedelta

from tidegauge.filters import Grain, TraceFilter
from tidegauge.findings import Link
from tidegauge.incidents.answers._answer import Asked
from tidegauge.incidents.page_link import page_params
from tidegauge.incidents.page_state import PageState
from tidegauge.reports.health import HealthReport, health
from tidegauge.reports.source import Source

USUAL = timedelta(days=1)
"""The window of an incident that was opened without a page."""


def question(asked: Asked) -> TraceFilter:
    """Return the filter of the incident's page without its chips: data are missing for everybody or for some."""
    incident = asked.incident
    start = incident.opened_at - USUAL
    page = incident.opening.page or PageState(
        start, incident.opened_at, start - USUAL, start, "the same time before"
    )
    return replace(page, where=(), grain=Grain.SPAN.value).asked(asked.zone)


def health_of(asked: Asked) -> HealthReport | None:
    """Return the report, None without a store."""
    if asked.source is None:
        return None
    return asked.ask(_health, asked.source, question(asked))


def health_link(asked: Asked) -> Link:
    """Return the link to the page Data health with that window."""
    return Link("health", page_params(PageState.of(question(asked)), asked.zone))


def _health(source: Source, of: TraceFilter) -> HealthReport:
    return health(source, of)
