"""What of an incident can be changed: its owner, its severity with a reason, the class of failure, and who signs."""

from collections.abc import Callable

import streamlit as st

from app import state
from app.components.incident.place import signs
from app.components.kept import keep
from app.components.states import plain
from app.signed_in import reviewer, who
from tidegauge.alerts.records import Severity
from tidegauge.errors import TidegaugeError
from tidegauge.incidents import acts
from tidegauge.incidents.checklist import checklists
from tidegauge.incidents.failure_class import USUAL
from tidegauge.incidents.records import Incident
from tidegauge.review.loop import reviewer_name


def change_popover(incident: Incident) -> None:
    """Show the popover."""
    with st.popover("Change"):
        if not who().verified:
            st.text_input("You are", reviewer(), key="incident_you", max_chars=60, on_change=_named)
        here = f"{incident.id}_{len(incident.events)}"
        owner = st.text_input("Owner", incident.owner or "", key=f"incident_owner_{here}", max_chars=100)
        _button("Give to", f"own_{here}", incident, acts.give_to, owner)
        levels = [one.value for one in Severity]
        severity = st.selectbox(
            "Severity", levels, levels.index(incident.severity.value), key=f"incident_level_{here}"
        )
        most = acts.LONGEST_LINE
        reason = st.text_input("Why", key=f"incident_reason_{here}", max_chars=most, placeholder="needed")
        _button("Set severity", f"rate_{here}", incident, acts.rate, severity, reason)
        _failure_class(incident, here)


def _failure_class(incident: Incident, here: str) -> None:
    try:
        every = checklists(state.settings())
    except TidegaugeError as error:
        st.error(plain(str(error)))
        return
    names = list(every)
    at = names.index(incident.failure_class if incident.failure_class in every else USUAL)
    # Chosen by name: two checklists may have one title.
    name = st.selectbox(
        "Class of failure", names, at, key=f"pick_class_{here}", format_func=lambda one: every[one].title
    )
    st.caption(plain(f"Now {incident.failure_class}: {incident.class_because}"))
    _button("Take this checklist", f"class_{here}", incident, acts.choose_class, name)


def _button(label: str, key: str, incident: Incident, act: Callable[..., Incident], *told: object) -> None:
    if not st.button(label, key=f"incident_{key}"):
        return
    try:
        act(state.workbench(), incident, *told, by=signs(), at=state.now())
    except TidegaugeError as error:
        st.error(plain(str(error)))
        return
    st.rerun()


def _named() -> None:
    keep("reviewer", reviewer_name(st.session_state.incident_you), "")
