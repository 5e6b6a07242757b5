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
        reason = st.text_input("Why", key=f"incident_reason_{here}", max_chars=300, placeholder="needed")
        _button("Set severity", f"rate_{here}", incident, acts.rate, severity, reason)
        _failure_class(incident, here)


def _failure_class(incident: Incident, here: str) -> None:
    try:
        every = {one.title: name for name, one in checklists(state.settings()).items()}
    except TidegaugeError as error:
        st.error(plain(str(error)))
        return
    names = list(every.values())
    at = names.index(incident.failure_class) if incident.failure_class in names else 0
    title = st.selectbox("Class of failure", list(every), at, key=f"pick_class_{here}")
    st.caption(plain(f"Now {incident.failure_class}: {incident.class_because}"))
    _button("Take this checklist", f"class_{here}", incident, acts.choose_class, every[title])


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
