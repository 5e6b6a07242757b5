"""The first 30 minutes: items to tick, each with the answer that the product knows and the way to its page."""

from html import escape

import streamlit as st

from app import state
from app.components.head import head
from app.components.incident.actions import done as act_done
from app.components.incident.place import asked_of, go, leads_to, writes
from app.components.states import plain
from tidegauge.errors import StoreError, TidegaugeError
from tidegauge.incidents import acts
from tidegauge.incidents.answers import Answered, Asked, answers
from tidegauge.incidents.checklist import Item, checklist_of, done
from tidegauge.incidents.records import Incident, Tick
from tidegauge.incidents.words import day_and_time
from tidegauge.reports.source import Source


def incident_checklist(incident: Incident, source: Source | None, zone: str) -> None:
    """Show the checklist. What needs the store is not answered while it is away."""
    found = checklist_of(incident, state.settings())
    of = f"template: {found.name}; {done(found, incident)} of {len(found.items)} done"
    head("First 30 minutes", of)
    asked = asked_of(incident, source, zone)
    with st.container(gap=None):
        for item in found.items:
            _item(item, incident, _answers(item, asked), zone)
    if source is None:
        st.html('<div class="tg-details">The store does not answer: what it knows is not told here.</div>')


def _answers(item: Item, asked: Asked) -> list[Answered]:
    found: list[Answered] = []
    for name in item.answers:
        answer = answers()[name]
        if answer.needs_store and asked.source is None:
            continue
        try:
            found += answer.find(asked)
        except (StoreError, TidegaugeError):
            continue  # the item stays, and its page says what is wrong
    return found


def _item(item: Item, incident: Incident, found: list[Answered], zone: str) -> None:
    tick, key = incident.ticks.get(item.key), f"tick_{incident.id}_{item.key}"
    st.session_state[key] = bool(tick and tick.done)
    left, right = st.columns([0.84, 0.16], gap="xxsmall")
    with left.container(gap=None):
        args = (incident, item.key, key)
        st.checkbox(plain(item.text), key=key, disabled=not writes(), on_change=_ticked, args=args)
        if told := _told(tick, found, zone):
            st.html(f'<div class="tg-details" style="padding-left:21px">{told}</div>')
    with right.container(horizontal=True, gap=None, horizontal_alignment="right"):
        link = next((one.link for one in found if one.link is not None), None)
        if link is not None and leads_to(link):
            arrow = ":material/arrow_forward:"
            if st.button("", key=f"go_{key}", icon=arrow, type="tertiary", help=f"Open {link.page}"):
                go(link, incident)
        if writes():
            _note(incident, item, tick, key)


def _told(tick: Tick | None, found: list[Answered], zone: str) -> str:
    parts = [f"<b>! {escape(one.words)}</b>" if one.odd else escape(one.words) for one in found]
    parts += [f"<bdi>{escape(tick.note)}</bdi>"] if tick and tick.note else []
    if tick and tick.done:
        parts.append(escape(f"{tick.by} {day_and_time(tick.at, zone, state.now())}"))
    return " · ".join(parts)


def _note(incident: Incident, item: Item, tick: Tick | None, key: str) -> None:
    with st.popover("", icon=":material/edit_note:", type="tertiary", help="Note", key=f"pop_{key}"):
        st.text_input(
            "Note",
            tick.note if tick else "",
            key=f"note_{key}_{len(incident.events)}",
            max_chars=300,
            on_change=_noted,
            args=(incident, item.key, f"note_{key}_{len(incident.events)}"),
        )


def _ticked(incident: Incident, item: str, key: str) -> None:
    act_done(incident, _tick, item, st.session_state[key])


def _tick(engine: object, incident: Incident, item: str, is_done: bool, **signed: object) -> Incident:
    return acts.tick(engine, incident, item, done=is_done, **signed)  # type: ignore[arg-type]


def _noted(incident: Incident, item: str, key: str) -> None:
    act_done(incident, acts.note_item, item, st.session_state[key])
