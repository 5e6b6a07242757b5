"""The head of an incident: what it is, how urgent, whose; its countdown goes on by itself."""

import streamlit as st

from app import state
from app.components.chip import badge
from app.components.finding import block
from app.components.states import panel
from tidegauge.formats import Tone
from tidegauge.incidents.countdown import Countdown, Urgency, countdown
from tidegauge.incidents.listing import incident_of
from tidegauge.incidents.records import Incident
from tidegauge.incidents.words import details, sentence

EVERY = "30s"
_TONES = {
    Urgency.WAITING: Tone.UNSURE,
    Urgency.LATE: Tone.WORSE,
    Urgency.DONE: Tone.QUIET,
    Urgency.DONE_LATE: Tone.WORSE,
    Urgency.CLOSED: Tone.QUIET,
}


@st.fragment(run_every=EVERY)
def incident_header(key: str, zone: str, more: tuple[str, ...]) -> None:
    """Show the head. `more` are further facts of its grey line."""
    with panel("incident header"):  # a fragment runs outside of the page's own panel
        _header(incident_of(state.workbench(), key), zone, more)


def _header(incident: Incident, zone: str, more: tuple[str, ...]) -> None:
    now, settings = state.now(), state.settings()
    found = countdown(incident, settings.alerts.severity, now, zone)
    st.html(
        block(
            f"{incident.key} · {incident.status}",
            badge(found.words, tone_of(found)),
            sentence(incident, zone, now, settings.currency),
            (*details(incident, zone, now), *more),
            bar_of(incident),
        )
    )


def tone_of(found: Countdown) -> Tone:
    """Return the colour of a countdown: amber while there is time, red when it is late, grey once it was done in time."""
    return _TONES[found.urgency]


def bar_of(incident: Incident) -> Tone:
    """Return the colour of an incident: red while it is open."""
    return Tone.WORSE if incident.is_open else Tone.QUIET
