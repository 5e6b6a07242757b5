"""The questions of a rubric beside the sample: options as buttons with their keys, texts to type."""

from html import escape

import streamlit as st

from app.components.review import said
from app.components.states import plain
from tidegauge.workbench.answers import LONGEST
from tidegauge.workbench.rubric import Question, QuestionKind, Required, Rubric

_MARKING = "select them in the answer; click a mark to remove it"
_REQUIRED = {Required.ALWAYS: "needed", Required.FAILING: "needed when it fails"}


def review_questions(rubric: Rubric, here: str) -> None:
    """Show every question with what has been said to it so far."""
    for number, question in enumerate(rubric.questions):
        with st.container(gap="xsmall"):
            _question(question, number, here)


def note(here: str, needed: str = "") -> None:
    """Show the field for a note; `needed` says what it is for where a verdict does not count without one."""
    label = needed or "Note (optional, keys are off while you type)"
    st.text_area(label, key=said.note_key(here), height=90, max_chars=LONGEST, on_change="ignore")


def _question(question: Question, number: int, here: str) -> None:
    st.html(_head(question))
    if question.kind in said.CHOSEN:
        _options(question, number, here)
    if question.kind is QuestionKind.TEXT:
        _typed(question.text, here, number)
    elif question.free:
        st.text_input(
            plain(f"Your own for “{question.text}”"),
            key=said.text_key(here, number),
            placeholder="another one, or several with commas" if question.many else "another one",
            label_visibility="collapsed",
            on_change="ignore",
        )


def _head(question: Question) -> str:
    hints = ["any number of keys"] if question.many else []
    hints += [_MARKING] if question.kind is QuestionKind.SPAN else []
    hints += [_REQUIRED[question.required]] if question.required is not Required.NEVER else []
    return f'<div class="tg-head">{escape(question.text)}<span>{escape(", ".join(hints))}</span></div>'


def _options(question: Question, number: int, here: str) -> None:
    answered = said.chosen(here).get(question.name)
    with st.container(horizontal=True, gap="xsmall"):
        for place, option in enumerate(question.options):
            value = said.value_of(question, option.name)
            is_chosen = value in (answered or []) if question.many else value == answered
            st.button(
                # A mark's key is its name: once is enough.
                " " if option.name == option.key else plain(option.name),
                key=f"o{number}_{place}_{here}",
                shortcut=option.key or None,
                icon=_icon(question, is_chosen=is_chosen),
                on_click=said.toggle,
                args=(here, question, option.name),
            )


def _icon(question: Question, *, is_chosen: bool) -> str | None:
    if question.many:
        return ":material/check:" if is_chosen else None
    return f":material/radio_button_{'checked' if is_chosen else 'unchecked'}:"


def _typed(label: str, here: str, number: int) -> None:
    st.text_area(
        plain(label),
        key=said.text_key(here, number),
        height=68,
        max_chars=LONGEST,
        label_visibility="collapsed",
        placeholder="keys are off while you type",
        on_change="ignore",
    )
