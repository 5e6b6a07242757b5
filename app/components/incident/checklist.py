"""The first 30 minutes: items to tick, each with the answer that the product knows and the way to its page."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import state
from app.components.head import head
from app.components.incident.actions import done as act_done
from app.components.incident.place import asked_of, go, leads_to, writes
from app.components.states import plain
from tidegauge.incidents import acts
from tidegauge.incidents.answered import answers_of, words_of
from tidegauge.incidents.answers import Answered
from tidegauge.incidents.checklist import Item, checklist_of, done
from tidegauge.incidents.records import Incident, Tick
from tidegauge.incidents.words import day_and_time
from tidegauge.reports.source import Source


@dataclass(frozen=True)
class _Row:
    """An item, and where its answer and the way to its page will stand."""

    item: Item
    told: DeltaGenerator
    way: DeltaGenerator


def incident_checklist(incident: Incident, source: Source | None, zone: str) -> Callable[[], None]:
    """Show the items, and return what shows their answers: these may take seconds, and the rest of the page must not wait.

    What needs the store is not answered while it is away.
    """
    found = checklist_of(incident, state.settings())
    of = f"template: {found.name}; {done(found, incident)} of {len(found.items)} done"
    head("First 30 minutes", of)
    if incident.opening.runbook:
        told = f"Runbook: {incident.opening.runbook}"
        st.html(f'<div class="tg-card-line" style="white-space:pre-line"><bdi>{escape(told)}</bdi></div>')
    with st.container(gap=None):
        rows = [_item(item, incident) for item in found.items]
        away = st.empty()

    def answer() -> None:
        asked = asked_of(incident, source, zone)
        if source is None:
            away.html(
                '<div class="tg-details">The store does not answer: what it knows is not told here.</div>'
            )
        for row in rows:
            _fill(row, incident, answers_of(row.item, asked), zone)

    return answer


def _item(item: Item, incident: Incident) -> _Row:
    tick, key = incident.ticks.get(item.key), _key(incident, item)
    st.session_state[key] = bool(tick and tick.done)
    # No columns: these stand below each other on a narrow screen.
    row = st.container(horizontal=True, gap="xxsmall")
    with row.container(gap=None, width="stretch"):
        args = (incident, item.key, key)
        st.checkbox(plain(item.text), key=key, disabled=not writes(), on_change=_ticked, args=args)
        told = st.empty()
    with row.container(horizontal=True, gap="small", horizontal_alignment="right", width="content"):
        way = st.empty()
        if writes():
            _note(incident, item, tick, key)
    return _Row(item, told, way)


def _key(incident: Incident, item: Item) -> str:
    return f"tick_{incident.id}_{item.key}"


def _said(key: str) -> str:
    return f"said_{key}"


def _fill(row: _Row, incident: Incident, found: tuple[Answered, ...], zone: str) -> None:
    st.session_state[_said(_key(incident, row.item))] = words_of(found)
    if told := _told(incident.ticks.get(row.item.key), found, zone):
        row.told.html(f'<div class="tg-details" style="padding-left:21px">{told}</div>')
    link = next((one.link for one in found if one.link is not None), None)
    if link is None or not leads_to(link):
        return
    key = f"go_{_key(incident, row.item)}"
    if row.way.button("Open", key=key, type="tertiary", help=f"{link.page} shows it"):
        go(link, incident)


def _told(tick: Tick | None, found: tuple[Answered, ...], zone: str) -> str:
    parts = [f"<b>! {escape(one.words)}</b>" if one.odd else escape(one.words) for one in found]
    parts += [f"<bdi>{escape(tick.note)}</bdi>"] if tick and tick.note else []
    if tick and tick.done:
        parts.append(escape(f"{tick.by} {day_and_time(tick.at, zone, state.now())}"))
    return " · ".join(parts)


def _note(incident: Incident, item: Item, tick: Tick | None, key: str) -> None:
    with st.popover("Note", type="tertiary", key=f"pop_{key}"):
        st.text_input(
            "Note",
            tick.note if tick else "",
            key=f"note_{key}_{len(incident.events)}",
            max_chars=acts.LONGEST_LINE,
            on_change=_noted,
            args=(incident, item.key, f"note_{key}_{len(incident.events)}"),
        )


def _ticked(incident: Incident, item: str, key: str) -> None:
    # What stood beside it is kept with the tick: by the time of the postmortem it is another answer.
    act_done(incident, _tick, item, st.session_state[key], st.session_state.get(_said(key), ""))


def _tick(
    engine: object, incident: Incident, item: str, is_done: bool, answer: str, **signed: object
) -> Incident:
    return acts.tick(engine, incident, item, done=is_done, answer=answer, **signed)  # type: ignore[arg-type]


def _noted(incident: Incident, item: str, key: str) -> None:
    act_done(incident, acts.note_item, item, st.session_state[key])
