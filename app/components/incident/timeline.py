"""The timeline of an incident, a field for a note, and how long everything took."""

from html import escape

import streamlit as st

from app import state
from app.components.head import head
from app.components.incident.actions import done
from app.components.incident.attach import attach_popover
from app.components.incident.place import writes
from tidegauge.errors import StoreError
from tidegauge.incidents import acts
from tidegauge.incidents.event_lines import Line
from tidegauge.incidents.records import Incident
from tidegauge.incidents.timeline import changes_near, timeline
from tidegauge.incidents.times import times_of
from tidegauge.incidents.words import day_and_time
from tidegauge.reports._scope.records import Change
from tidegauge.reports.source import Source

MOST = 40
"""Lines that are shown at first, the newest ones."""


def incident_timeline(incident: Incident, source: Source | None, zone: str) -> None:
    """Show the timeline in the viewer's zone."""
    head("Timeline", f"fills itself; {zone}")
    lines = timeline(incident, state.workbench(), _changes(incident, source))
    earlier, shown = lines[:-MOST], lines[-MOST:]
    if earlier:
        with st.expander(f"{len(earlier)} earlier"):
            _show(earlier, zone)
    _show(shown, zone)
    if writes():
        attach_popover(incident, zone)
        _note(incident)


def incident_times(incident: Incident) -> None:
    """Show how long it took to detect, acknowledge, scope, isolate, mitigate and resolve."""
    head("Times", "to detect from the onset, the rest from the opening")
    cells = "".join(
        f'<div><div style="font-size:17px;font-weight:600">{escape(one.words)}</div>'
        f'<div class="tg-details">{escape(one.name)}</div></div>'
        for one in times_of(incident)
    )
    st.html(
        '<div style="display:grid;grid-template-columns:repeat(auto-fill,minmax(104px,1fr));gap:10px 12px">'
        f"{cells}</div>"
    )


def _changes(incident: Incident, source: Source | None) -> tuple[Change, ...]:
    if source is None:
        return ()
    try:
        return state.report(changes_near, source, incident, state.now().replace(second=0, microsecond=0))
    except StoreError:
        return ()


def _show(lines: tuple[Line, ...], zone: str) -> None:
    rows, before = [], None
    for one in lines:
        rows.append(_row(one, day_and_time(one.at, zone, before)))
        before = one.at
    st.html(
        '<div style="display:grid;grid-template-columns:minmax(112px,auto) 1fr;column-gap:14px;row-gap:3px;'
        f'font-size:14px;line-height:1.45">{"".join(rows)}</div>'
    )


def _row(one: Line, at: str) -> str:
    text = f"“{one.text}”" if one.kind == "note" else one.text
    by = f' <span class="tg-details">{escape(one.by)}</span>' if one.by else ""
    return (
        f'<div class="tg-details tg-num" style="font-size:14px;white-space:nowrap">{escape(at)}</div>'
        f'<div style="overflow-wrap:anywhere;white-space:pre-line"><bdi>{escape(text)}</bdi>{by}</div>'
    )


def _note(incident: Incident) -> None:
    key = f"incident_note_{incident.id}"
    row = st.form(f"form_{key}", clear_on_submit=True, border=False)
    with row.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(
            "Note",
            key=key,
            placeholder="Write a note",
            label_visibility="collapsed",
            max_chars=acts.LONGEST_NOTE,
        )
        st.form_submit_button("Add note", on_click=_noted, args=(incident, key))


def _noted(incident: Incident, key: str) -> None:
    if str(st.session_state.get(key) or "").strip():
        done(incident, acts.note, st.session_state[key])
