"""What the chosen rule says now: where it fires and since when, or why it could not be evaluated."""

from html import escape

import streamlit as st

from app import menu, state
from app.components.alerts.asking import store_name
from app.components.chip import badge
from tidegauge import formats
from tidegauge.alerts.overview_records import AlertRow, FiringSegment
from tidegauge.alerts.records import segment_words
from tidegauge.formats import Tone
from tidegauge.incidents.listing import open_for

INCIDENT = "respond/incident.py"
MOST = 6


def rule_now(row: AlertRow, zone: str) -> None:
    """Show it; nothing where the rule is quiet."""
    if row.problem:
        st.html(f'<div class="tg-error">The last check could not evaluate it: {escape(row.problem)}</div>')
    for one in row.firing[:MOST]:
        _fires(row.name, one, zone)
    if len(row.firing) > MOST:
        st.html(f'<div class="tg-details">and in {formats.count(len(row.firing) - MOST)} more</div>')


def _fires(rule: str, one: FiringSegment, zone: str) -> None:
    since = f"since {formats.moment(one.onset, zone, state.now())}" if one.onset else ""
    name, bad = segment_words(one.segment), f"● {one.severity or 'firing'}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(
            f"{badge(bad, Tone.WORSE)} "
            f'<span style="font-size:14px;overflow-wrap:anywhere">{escape(name[:200])}</span> '
            f'<span class="tg-details">{escape(since)}</span>',
            width="content",
        )
        incident = open_for(state.workbench(), rule, one.segment, store_name())
        if incident is not None and st.button(
            incident.key, key=f"now_{incident.key}", type="tertiary", icon=":material/arrow_forward:"
        ):
            menu.go(INCIDENT, {"id": incident.key})
