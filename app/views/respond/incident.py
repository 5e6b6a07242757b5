"""Incident: what is wrong, what was done, what is to be done next."""

import streamlit as st

from app import menu, state
from app.components.done import end_page
from app.components.finding import block
from app.components.incident.actions import incident_actions
from app.components.incident.beside import incident_like, incident_next
from app.components.incident.checklist import incident_checklist
from app.components.incident.header import incident_header
from app.components.incident.list import nothing_yet
from app.components.incident.pinned import frozen_words, incident_pins
from app.components.incident.place import INCIDENTS, source_of, zone_of_page
from app.components.incident.timeline import incident_timeline, incident_times
from app.components.states import panel
from tidegauge.formats import Tone
from tidegauge.incidents.listing import incident_of

key, zone = st.query_params.get("id", ""), zone_of_page()
incident = None
with panel("incident"):
    if not key:
        nothing_yet()
        st.html(block("Incident", "", "No incident is chosen.", (), Tone.QUIET))
        st.page_link(menu.page(INCIDENTS), label="Incidents", icon=":material/arrow_forward:")
        end_page()
    with panel("found"):
        incident = incident_of(state.workbench(), key)
    if incident is None:
        st.page_link(menu.page(INCIDENTS), label="All incidents", icon=":material/arrow_back:")
        end_page()
    source = source_of(incident)
    incident_actions(incident, zone)
    incident_header(incident.key, zone, frozen_words(incident, source, zone))
    answer = None
    halves = st.grid(2, min_column_width=400, gap="medium")
    left, right = halves.cell(), halves.cell()
    with left, panel("checklist"):
        answer = incident_checklist(incident, source, zone)
    with right:
        with panel("timeline"):
            incident_timeline(incident, source, zone)
        with panel("times"):
            incident_times(incident)
    with left, panel("pinned"):
        incident_pins(incident, source, zone)
    with right:
        with panel("similar"):
            incident_like(incident, zone)
        with panel("next"):
            incident_next(incident, source, zone)
    if answer is not None:
        with panel("answers"):
            answer()
