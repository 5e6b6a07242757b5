"""From a row of Scope to an incident: open one, or pin the row to the one that is open for the segment."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from app import menu, state
from app.components.incident.place import INCIDENT, signs, writes
from app.components.states import plain
from tidegauge.errors import TidegaugeError
from tidegauge.filters import TraceFilter
from tidegauge.findings import Verdict
from tidegauge.incidents.listing import is_at, open_incidents
from tidegauge.incidents.of_scope import opening_of, pin_of
from tidegauge.incidents.opening import open_incident
from tidegauge.incidents.pins import Pin, pin
from tidegauge.incidents.rating import rated
from tidegauge.incidents.records import Incident
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports._scope.records import Sample, ScopeReport, ScopeRow
from tidegauge.reports.scope_detail import scope_detail
from tidegauge.reports.source import Source
from tidegauge.stores.addresses import store_key


def incident_buttons(report: ScopeReport, row: ScopeRow, question: TraceFilter) -> None:
    """Show `Open incident`, or `Pin to incident` where one is open for the row's segment.

    It is the filled button of the page, but where nothing is known to have happened.
    """
    if not writes():
        return
    here = store_key(state.store().url)
    still = [one for one in open_incidents(state.workbench()) if is_at(one, here)]
    mine = next((one for one in still if is_about(one, report, row)), None)
    others = [one for one in still if one is not mine]
    told = report.findings[0].verdict is Verdict.CHANGED
    if mine is not None:
        _button(f"Pin to incident {mine.key}", lambda: _pin(mine, report, row, question), primary=told)
    else:
        _button("Open incident", lambda: _open(report, row, question), primary=told)
    if others:
        with st.popover("Pin to…"):
            for one in others:
                _button(f"{one.key} {one.title}"[:80], _pinning(one, report, row, question))


def is_about(incident: Incident, report: ScopeReport, row: ScopeRow) -> bool:
    """Return whether an incident is about a row: the same calls; of the same metric a part of them is enough."""
    own, its = set(row.where.items()), set(incident.segment)
    if incident.metric not in {None, report.metric.name}:
        return bool(own) and own == its
    return bool(own and its) and (own <= its or its <= own)


def _pinning(
    incident: Incident, report: ScopeReport, row: ScopeRow, question: TraceFilter
) -> Callable[[], Incident]:
    return lambda: _pin(incident, report, row, question)


def _button(label: str, act: Callable[[], Incident], *, primary: bool = False) -> None:
    key = f"scope_incident_{label[:40]}"
    if not st.button(plain(label), key=key, type="primary" if primary else "secondary"):
        return
    try:
        found = act()
    except TidegaugeError as error:
        st.error(plain(str(error)))
        return
    menu.go(INCIDENT, {"id": found.key})


def _open(report: ScopeReport, row: ScopeRow, question: TraceFilter) -> Incident:
    settings = state.settings()
    frozen = _frozen(report, row, question)  # first: what cannot be pinned opens nothing
    opening = opening_of(report, row, question)
    found = rated(opening, settings.alerts.severity, state.now())
    opening = replace(opening, severity=found.severity, because=found.sentence, owner=settings.alerts.owner)
    made = open_incident(state.workbench(), opening, store=state.store().url, by=signs(), at=state.now())
    return pin(state.workbench(), made, frozen, by=signs(), at=state.now())


def _pin(incident: Incident, report: ScopeReport, row: ScopeRow, question: TraceFilter) -> Incident:
    frozen = _frozen(report, row, question)
    return pin(state.workbench(), incident, frozen, by=signs(), at=state.now())


def _frozen(report: ScopeReport, row: ScopeRow, question: TraceFilter) -> Pin:
    return pin_of(report, row, question, _samples(report, row, question), state.settings().incidents)


def _samples(report: ScopeReport, row: ScopeRow, question: TraceFilter) -> Sequence[Sample]:
    settings = state.settings()
    source = Source(state.store(), settings.dimensions)
    try:
        (metric,) = chosen_metrics((report.metric.name,), settings, source.store.catalog())
        usual = settings.default_dimensions
        found = state.report(scope_detail, source, question, metric, report.metric, row, usual, box=None)
    except TidegaugeError:
        return ()  # an incident without samples is better than none
    return found.samples
