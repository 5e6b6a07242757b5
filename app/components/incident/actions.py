"""The row above an incident: the way back, its link, the postmortem, what can be changed, and the next step."""

from collections.abc import Callable
from urllib.parse import urlencode

import streamlit as st

from app import menu, state
from app.components.incident.change import change_popover
from app.components.incident.place import INCIDENTS, signs, writes
from app.components.incident.postmortem import postmortem_button
from app.components.page_link import absolute_link, query_values
from app.components.states import plain
from tidegauge.errors import TidegaugeError
from tidegauge.incidents import acts
from tidegauge.incidents.records import Incident


def incident_actions(incident: Incident, zone: str) -> None:
    """Show the actions; only one is filled: the next step."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(menu.page(INCIDENTS), label="All incidents", icon=":material/arrow_back:")
        st.space("stretch")
        with st.popover("Link", icon=":material/link:"):
            st.code(_link(), language=None, wrap_lines=True)
        postmortem_button(incident, zone)
        if writes():
            change_popover(incident)
            _steps(incident)
    if told := st.session_state.pop("tg_incident_error", ""):
        st.error(plain(told))


def _link() -> str:
    """Return the page's link without the name of who looks: whoever gets it signs as somebody else."""
    address, _, told = absolute_link().partition("?")
    kept = {name: values for name, values in query_values(told).items() if name != "reviewer"}
    return f"{address}?{urlencode(kept, doseq=True)}"


def _steps(incident: Incident) -> None:
    waits = incident.acknowledged_at is None and incident.is_open
    if waits:
        _button("Acknowledge", incident, acts.acknowledge, primary=True)
    following = incident.next_status
    if following is None:
        _button("Reopen", incident, acts.reopen)
        return
    label = f"Mark {following}"
    _button(label, incident, acts.set_status, following, primary=not waits, icon=":material/check:")


def _button(
    label: str,
    incident: Incident,
    act: Callable[..., Incident],
    *told: object,
    primary: bool = False,
    icon: str | None = None,
) -> None:
    st.button(
        label,
        key=f"incident_{label.replace(' ', '_').lower()}",
        type="primary" if primary else "secondary",
        icon=icon,
        on_click=done,
        args=(incident, act, *told),
    )


def done(incident: Incident, act: Callable[..., Incident], *args: object) -> None:
    """Do something to an incident, signed; what goes wrong is told when the page is drawn again."""
    try:
        act(state.workbench(), incident, *args, by=signs(), at=state.now())
    except TidegaugeError as error:
        st.session_state.tg_incident_error = str(error)
