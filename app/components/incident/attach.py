"""Other rules' alerts in the same segment and time, to be attached with one click."""

import streamlit as st

from app import state
from app.components.incident.actions import done
from app.components.states import plain
from tidegauge import formats
from tidegauge.alerts.records import Transition, segment_words
from tidegauge.incidents.attachable import attachable
from tidegauge.incidents.from_alert import attach
from tidegauge.incidents.records import Incident


def attach_popover(incident: Incident, zone: str) -> None:
    """Show the popover, where there is anything to attach."""
    found = attachable(state.workbench(), incident, state.now())
    if not found:
        return
    n = len(found)
    with st.popover(f"Attach {n} more {'alert' if n == 1 else 'alerts'}", type="tertiary"):
        for place, one in enumerate(found):
            st.caption(plain(one.sentence))
            label = f"{one.rule}: {segment_words(one.segment)}, {formats.moment(one.at, zone, state.now())}"
            key = f"attach_{incident.id}_{len(incident.events)}_{place}"
            st.button(plain(label), key=key, on_click=_attach, args=(incident, one))


def _attach(incident: Incident, one: Transition) -> None:
    done(incident, attach, one)
