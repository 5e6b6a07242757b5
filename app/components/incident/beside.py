"""Beside the pins: earlier incidents that are like this one, and what leads on: review, golden set, rule."""

from html import escape

import streamlit as st

from app import menu, state
from app.components.head import head
from app.components.incident.place import INCIDENT, go, leads_to, signs, writes
from app.components.states import plain
from tidegauge.errors import TidegaugeError
from tidegauge.formats import count
from tidegauge.formats.times import local
from tidegauge.incidents.golden import add_failing, count_failing
from tidegauge.incidents.listing import count_before
from tidegauge.incidents.page_link import rule_link, scope_link
from tidegauge.incidents.records import Incident
from tidegauge.incidents.review import MOST, progress_of, send_to_review
from tidegauge.incidents.similar import similar_to
from tidegauge.reports.source import Source
from tidegauge.workbench.golden_candidates import candidate_sets

USUAL_SET = "golden"
"""The set that failing cases go into until somebody names another."""


def incident_like(incident: Incident, zone: str) -> None:
    """Show earlier incidents that are like this one, with why."""
    engine = state.workbench()
    found, n = similar_to(incident, engine), count_before(engine, incident.id)
    of = f"{len(found)} of {count(n)} earlier {'incident' if n == 1 else 'incidents'}"
    head("Like this one", of if n else "the first incident here")
    for one in found:
        other = one.incident
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            label = f"{other.key}, {local(other.opened_at, zone):%b}"
            if st.button(label, key=f"like_{other.id}", type="tertiary"):
                menu.go(INCIDENT, {"id": other.key})
            st.html(
                f'<div style="font-size:14px;overflow-wrap:anywhere"><bdi>{escape(other.title)}</bdi> '
                f'<span class="tg-details">{escape(one.words)}</span></div>',
                width="stretch",
            )


def incident_next(incident: Incident, source: Source | None, zone: str) -> None:
    """Show what leads on from here."""
    head("Next", "what makes the next one shorter")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        link = scope_link(incident, zone)
        if link is not None and leads_to(link) and st.button("Scope", key="incident_scope"):
            go(link, incident)
        if writes():
            _review(incident, source)
            _golden(incident, source)
        rule = rule_link(incident)
        if (
            writes()
            and rule.params
            and leads_to(rule)
            and st.button("Create the rule that would have caught it", key="incident_rule")
        ):
            go(rule, incident)


def _review(incident: Incident, source: Source | None) -> None:
    found = progress_of(state.workbench(), incident)
    if found is not None:
        label = f"Review: {found.done} of {found.wanted}"
        if st.button(label, key="incident_reviewing", icon=":material/rate_review:"):
            menu.go("review/review.py", {"batch": str(found.batch)})
        return
    if source is None or incident.opening.page is None:
        return
    label = f"Review {MOST} flagged samples"
    if st.button(label, key="incident_review", icon=":material/rate_review:"):
        try:
            now, settings = state.now(), state.settings()
            send_to_review(
                state.workbench(), source, settings, incident, by=signs(), at=now, ask=state.report
            )
        except TidegaugeError as error:
            st.error(plain(str(error)))
            return
        st.rerun()


def _golden(incident: Incident, source: Source | None) -> None:
    if source is None or not (n := count_failing(state.workbench(), incident)):
        return
    with st.popover(f"Add {n} failing {'case' if n == 1 else 'cases'} to a golden set"):
        known = candidate_sets(state.workbench()) or (USUAL_SET,)
        name = st.selectbox("Golden set", known, key="incident_golden_set", accept_new_options=True)
        if st.button(f"Add {n}", key="incident_golden", type="primary"):
            try:
                add_failing(state.workbench(), source, incident, str(name), by=signs(), at=state.now())
            except TidegaugeError as error:
                st.error(plain(str(error)))
                return
            st.rerun()
