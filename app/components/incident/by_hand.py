"""Open an incident by hand, where no alert and no page did."""

from datetime import datetime, timedelta

import streamlit as st

from app import menu, state
from app.components.incident.place import INCIDENT, signs, writes
from app.components.states import plain
from app.components.view_popover import viewer_zone
from tidegauge.alerts.records import Severity
from tidegauge.errors import TidegaugeError
from tidegauge.filters import parse_condition
from tidegauge.incidents.opening import LONGEST_TITLE, open_incident
from tidegauge.incidents.page_state import PageState
from tidegauge.incidents.records import Opening
from tidegauge.incidents.segment_chips import segment_of_chips
from tidegauge.incidents.twin import check_twin
from tidegauge.time_zones import to_utc, zone_named


def open_button() -> None:
    """Show the button that opens the dialog, to whom it is for."""
    if writes() and st.button("Open incident", key="incident_by_hand", icon=":material/add:"):
        _dialog()


@st.dialog("Open an incident")
def _dialog() -> None:
    st.caption("From Scope it is one click, and comes with its numbers.")
    title = st.text_input("What is wrong", key="by_hand_title", max_chars=LONGEST_TITLE)
    metric = st.text_input("Metric", key="by_hand_metric", placeholder="error_rate", max_chars=200)
    chips = st.multiselect(
        "Which calls", [], key="by_hand_where", accept_new_options=True, placeholder="geo = BR"
    )
    onset = st.datetime_input("Since", value=None, key="by_hand_onset", format="YYYY-MM-DD")
    severity = st.selectbox("Severity", [one.value for one in Severity], 2, key="by_hand_severity")
    st.checkbox("Open another one, though the like is open", key="by_hand_again")
    if not st.button("Open incident", key="by_hand_open", type="primary"):
        return
    try:
        conditions = [parse_condition(chip) for chip in chips]
        at = to_utc(onset, zone_named(viewer_zone())) if onset else None
        opening = Opening(
            title=title,
            segment=segment_of_chips(conditions),
            metric=metric.strip() or None,
            onset=at,
            severity=Severity(severity),
            because=f"chosen by {signs()}",
            owner=state.settings().alerts.owner,
            page=_page(at, tuple(map(str, conditions))),
        )
        store = state.store().url if state.problem() is None else ""
        if not st.session_state.get("by_hand_again"):
            check_twin(state.workbench(), opening, store, "tick “Open another one”")
        found = open_incident(state.workbench(), opening, store=store, by=signs(), at=state.now())
    except TidegaugeError as error:
        st.error(plain(str(error)))
        return
    menu.go(INCIDENT, {"id": found.key})


def _page(onset: datetime | None, where: tuple[str, ...]) -> PageState:
    """Return the page that shows it: it ends with the data, which may have ended some time ago."""
    newest, now = state.catalog().newest if state.problem() is None else None, state.now()
    end = min(now, newest + timedelta(minutes=1)) if newest else now
    return PageState.around(onset, max(end, onset) if onset else end, where, viewer_zone())
