"""Model text, shown as text: the only place where inputs and outputs reach the screen in full."""

from collections.abc import Callable, Mapping
from typing import Literal

import streamlit as st

from tidegauge.formats import byte_size

LONGEST = 20_000
"""Characters shown at first; a browser takes seconds over megabytes."""

_INVISIBLE = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\t\n\r"} | {
    0x7F: "␡",
    # They turn the rest of a line around, so that it reads as what it is not.
    0x202D: "⟨U+202D⟩",
    0x202E: "⟨U+202E⟩",
}


def sample(text: str | None, key: str, *, height: int | Literal["content", "stretch"] = "content") -> None:
    """Show a text in a code block, long ones cut with a button that shows the rest. `key` is its own on the page."""
    if text is None:
        st.html('<div class="tg-details">– not recorded</div>')
        return
    shown, rest = cut(text, key)
    st.code(visible(shown), language=None, wrap_lines=True, height=height)
    rest()


def cut(text: str, key: str) -> tuple[str, Callable[[], None]]:
    """Return what is shown of a text at first, and what shows the button for the rest where there is one."""
    if len(text) <= LONGEST or st.session_state.get(f"whole_{key}"):
        return text, lambda: None
    size = byte_size(len(text.encode("utf-8", "replace")))

    def rest() -> None:
        st.button(f"Show all ({size})", key=f"show_{key}", on_click=_show, args=(f"whole_{key}",))

    return text[:LONGEST], rest


def invisible() -> Mapping[int, str]:
    """Return what stands for signs that cannot be seen, by their code."""
    return _INVISIBLE


def visible(text: str) -> str:
    """Return the text with control characters as their pictures: a terminal's colour codes must not vanish.

    >>> visible("a\\x00b\\x1b[31m")
    'a␀b␛[31m'
    """
    return text.encode("utf-8", "replace").decode().translate(_INVISIBLE)


def _show(key: str) -> None:
    st.session_state[key] = True
