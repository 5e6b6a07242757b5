"""Open an incident from the command line: with a metric what Scope finds of it, else what somebody says."""

from dataclasses import dataclass, replace
from datetime import datetime

import click
import sqlalchemy as sa

from tidegauge.alerts.records import Severity
from tidegauge.cli.show._options import Question
from tidegauge.cli.show._text import inert
from tidegauge.incidents.of_scope import opening_of, pin_of
from tidegauge.incidents.opening import open_incident
from tidegauge.incidents.page_state import PageState
from tidegauge.incidents.pins import pin
from tidegauge.incidents.rating import rated
from tidegauge.incidents.records import Incident, Opening
from tidegauge.incidents.segment_chips import segment_of_chips
from tidegauge.incidents.twin import check_twin
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports._no_match import no_match, rows_now
from tidegauge.reports.scope import scope
from tidegauge.reports.scope_detail import scope_detail
from tidegauge.reports.source import Source
from tidegauge.workbench.incident_events import IncidentError


@dataclass(frozen=True)
class Told:
    """What somebody says of it; a severity beats the rules' own, and `again` opens what is open already."""

    title: str | None
    metric: str | None
    severity: str | None
    owner: str | None
    onset: datetime | None
    again: bool = False


def opened(engine: sa.Engine, question: Question, told: Told, *, by: str, at: datetime) -> Incident:
    """Open the incident and return it.

    Raises:
        IncidentError: there is neither a title nor a metric, or the like is open.
        FilterError: nothing to compare with.
        MetricError: a metric that the store cannot answer.
    """
    if told.metric:
        return _scoped(engine, question, told, by=by, at=at)
    if not told.title:
        raise IncidentError("What is wrong? Give --title, or --metric to have Scope say where it sits.")
    segment = segment_of_chips(question.asked.where)
    page = PageState.of(question.asked)
    opening = Opening(told.title, segment, onset=told.onset, page=page)
    _check(engine, opening, question, told)
    if question.asked.where and not rows_now(_source(question), question.asked, question.asked.where):
        found = no_match(_source(question), question.asked)
        click.echo(inert(" · ".join((found.sentence, *found.details))), err=True)
    rating = _rated(opening, question, told, by=by, at=at)
    return open_incident(engine, rating, store=question.store.url, by=by, at=at)


def _scoped(engine: sa.Engine, question: Question, told: Told, *, by: str, at: datetime) -> Incident:
    settings, source = question.settings, _source(question)
    (metric,) = chosen_metrics((told.metric or "",), settings, source.store.catalog())
    usual, asked = settings.default_dimensions, question.asked
    report = scope(source, asked, metric, (), usual, replay=False, currency=settings.currency)
    if not report.rows:
        raise IncidentError(f"Scope has nothing to say of {metric.name}: {report.findings[0].sentence}")
    row = report.rows[0]
    opening = opening_of(report, row, asked)
    opening = replace(opening, title=told.title or opening.title, onset=told.onset or opening.onset)
    _check(engine, opening, question, told)
    rating = _rated(opening, question, told, by=by, at=at)
    samples = scope_detail(source, asked, metric, report.metric, row, usual).samples
    frozen = pin_of(
        report, row, asked, samples, settings.incidents
    )  # first: what cannot be pinned opens nothing
    found = open_incident(engine, rating, store=question.store.url, by=by, at=at)
    return pin(engine, found, frozen, by=by, at=at)


def _source(question: Question) -> Source:
    return Source(question.store, question.settings.dimensions)


def _check(engine: sa.Engine, opening: Opening, question: Question, told: Told) -> None:
    if not told.again:
        check_twin(engine, opening, question.store.url, "open another one with --again")


def _rated(opening: Opening, question: Question, told: Told, *, by: str, at: datetime) -> Opening:
    settings = question.settings
    owner = told.owner or settings.alerts.owner
    if told.severity:
        severity = Severity(told.severity)
        return replace(opening, severity=severity, because=f"chosen by {by}", owner=owner)
    found = rated(opening, settings.alerts.severity, at)
    return replace(opening, severity=found.severity, because=found.sentence, owner=owner)
