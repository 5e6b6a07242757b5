"""How texts of a sample are laid out: a title, a block that scrolls, and what opens on demand."""

from collections.abc import Callable
from html import escape

import streamlit as st

from app.components.sample import sample
from app.components.states import plain

INPUT, OUTPUT = 200, 320
"""Pixels above which a text scrolls inside its block: the question must stay in sight."""
_LINE = 24
_MANY = 700


def head(title: str, beside: str = "") -> None:
    """Show the title of a part, and in grey what is known of it."""
    st.html(f'<div class="tg-head">{escape(title)}<span><bdi>{escape(beside)}</bdi></span></div>')


def text(told: str | None, key: str, height: int) -> None:
    """Show a text that scrolls inside its block where it is long."""
    sample(told, key, height=height if is_long(told, height) else "content")


def is_long(told: str | None, height: int) -> bool:
    """Return whether a text would need more than so many pixels."""
    return told is not None and (len(told) > _MANY or told.count("\n") > height // _LINE)


def opening(label: str, key: str, show: Callable[[], None]) -> None:
    """Offer something that opens. What is closed is not sent to the browser."""
    part = st.expander(plain(label), key=key, on_change="rerun")
    if part.open:
        with part:
            show()
