"""Incidents: what is open, how urgent it is, and what was."""

from app import state
from app.components.done import end_page
from app.components.incident.by_hand import open_button
from app.components.incident.list import incidents_filter, incidents_headline, incidents_table, nothing_yet
from app.components.incident.place import zone_of_page
from app.components.states import panel
from tidegauge.incidents.countdown import urgent_first
from tidegauge.incidents.listing import list_incidents

zone = zone_of_page()
with panel("incidents"):
    every = urgent_first(list_incidents(state.workbench()), state.settings().alerts.severity, state.now())
    if not every:
        nothing_yet()
        incidents_headline(every, zone)
        open_button()
        end_page()
    incidents_headline(every, zone)
    shown = incidents_filter(every)
    incidents_table(shown, zone)
