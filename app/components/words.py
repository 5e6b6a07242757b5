"""The grey line under the filter bar: windows, rows, zone, completeness."""

from html import escape

import streamlit as st

from app import state
from app.components.store.words import projects_words, store_words
from tidegauge.reports._records import Windows
from tidegauge.reports._words import words as in_words


def words(windows: Windows, *more: str) -> None:
    """Show the words line with the store as its last fact; `more` are further facts of the page."""
    of = store_words(state.stores().chosen(), state.store().peer)
    line = in_words(windows, state.now(), *more, of, projects_words())
    st.html(f'<div class="tg-words">{escape(line)}</div>')


def complaints(sentences: tuple[str, ...]) -> None:
    """Show in red what of the link or the filter was not understood."""
    if sentences:
        st.html("".join(f'<div class="tg-error">{escape(sentence)}</div>' for sentence in sentences))
