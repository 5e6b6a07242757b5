"""Freeze the next version: what enters, what leaves, who signs."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from app import state
from app.components.states import plain
from app.signed_in import who
from tidegauge.errors import TidegaugeError
from tidegauge.formats import count
from tidegauge.reports._traces.text import asked_line
from tidegauge.review.loop import reviewer_name
from tidegauge.workbench.golden_composition import WORDS
from tidegauge.workbench.golden_item import GoldenItem
from tidegauge.workbench.golden_listing import ListedSet
from tidegauge.workbench.golden_sets import freeze
from tidegauge.workbench.members import LONGEST_NAME

_SHOWN = 8


def freeze_button(one: ListedSet, by: str) -> None:
    """Show the button that opens the dialog, where anything would change."""
    if not one.changes or not one.items:
        return
    counts = {"new": one.changes.enter, "out": one.changes.leave, "changed": one.changes.change}
    said = ", ".join(f"{count(len(items))} {word}" for word, items in counts.items() if items)
    label = f"Freeze v{one.next_version} ({said})"
    if st.button(label, type="primary", icon=":material/lock:", key="golden_freeze"):
        _dialog(one, by)


@st.dialog("Freeze a version", width="large")
def _dialog(one: ListedSet, by: str) -> None:
    st.html(
        f'<div class="tg-card-name"><bdi>{escape(one.name)}</bdi> v{one.next_version}, {count(one.items)} items</div>'
        '<div class="tg-details">A frozen version never changes. Its SHA-256 says what is in it.</div>'
    )
    for title, items in (
        ("Enters", one.changes.enter),
        ("Leaves", one.changes.leave),
        ("Changes", one.changes.change),
    ):
        _listed(title, items)
    with st.form("golden_freeze_form", border=False):
        note = st.text_input("What this version is for (optional)", max_chars=500)
        signed = by if who().verified else st.text_input("Signed by", value=by, max_chars=LONGEST_NAME)
        pressed = st.form_submit_button(f"Freeze v{one.next_version}", type="primary")
    if pressed and _freeze(one, note, reviewer_name(signed)):
        st.query_params["set"] = one.name
        st.rerun()


def _freeze(one: ListedSet, note: str, by: str) -> bool:
    try:
        freeze(state.workbench(), one.name, note=note, by=by, at=state.now())
    except TidegaugeError as error:
        st.error(plain(str(error)))
        return False
    return True


def _listed(title: str, items: Sequence[GoldenItem]) -> None:
    if not items:
        return
    lines = [f"{WORDS[item.group]}: {asked_line(item.input) or 'no text'}" for item in items[:_SHOWN]]
    lines += [f"and {count(len(items) - _SHOWN)} more"] if len(items) > _SHOWN else []
    shown = "".join(f'<div class="tg-details"><bdi>{escape(line)}</bdi></div>' for line in lines)
    st.html(f'<div class="tg-head">{title}<span>{count(len(items))}</span></div>{shown}')
