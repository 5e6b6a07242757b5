"""An incident of the small lake: errors in BR, as Scope finds them, pinned."""

from datetime import datetime

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.incidents.of_scope import opening_of, pin_of
from tidegauge.incidents.opening import open_incident
from tidegauge.incidents.pins import Pin, pin
from tidegauge.incidents.records import Incident
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.metrics.metric import Metric
from tidegauge.reports._scope.records import ScopeReport, ScopeRow
from tidegauge.reports.scope import scope
from tidegauge.reports.scope_detail import scope_detail
from tidegauge.reports.source import Source
from tidegauge.settings import Settings

AT = datetime(2026, 11, 15, 3)
SETTINGS = Settings()


def error_rate(source: Source) -> Metric:
    (metric,) = chosen_metrics(("error_rate",), SETTINGS, source.store.catalog())
    return metric


def scoped(source: Source, asked: TraceFilter) -> tuple[ScopeReport, ScopeRow]:
    report = scope(source, asked, error_rate(source), ("geo", "device"), replay=False)
    return report, report.rows[0]


def pinned(source: Source, asked: TraceFilter) -> Pin:
    report, row = scoped(source, asked)
    samples = scope_detail(source, asked, error_rate(source), report.metric, row, ("geo",)).samples
    return pin_of(report, row, asked, samples, SETTINGS.incidents)


def incident_in(engine: sa.Engine, source: Source, asked: TraceFilter) -> Incident:
    """Open the incident and pin what it was opened from."""
    opening = opening_of(*scoped(source, asked), asked)
    found = open_incident(engine, opening, store=source.store.url, by="ana", at=AT)
    return pin(engine, found, pinned(source, asked), by="ana", at=AT)
