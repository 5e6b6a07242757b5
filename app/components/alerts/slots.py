"""The slots of the sentence: each a small widget that stands between words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st


@dataclass(frozen=True)
class Slots:
    """The slots of one rule. `seed` names the rule, so that no slot keeps what stood in another one's."""

    seed: str

    def words(self, text: str) -> None:
        """Show words between slots."""
        st.html(f'<span style="font-size:15px;white-space:nowrap">{escape(text)}</span>', width="content")

    def pick(
        self,
        slot: str,
        label: str,
        options: Sequence[str],
        current: str,
        width: int,
        *,
        free: bool = False,
        said: Callable[[str], str] = str,
    ) -> str:
        """Show a list and return what is chosen; `free`: anything may be typed. `said` is how an option reads."""
        chosen = st.selectbox(
            label,
            list(dict.fromkeys([*options, *([current] if current else [])])),
            key=self._key(slot, current or None),
            accept_new_options=free,
            label_visibility="collapsed",
            placeholder=label,
            format_func=said,
            width=width,
        )
        return chosen or ""

    def several(
        self, slot: str, label: str, options: Sequence[str], current: Sequence[str], width: int, empty: str
    ) -> tuple[str, ...]:
        """Show a list of which several may be chosen or typed; `empty` is said while none is."""
        chosen = st.multiselect(
            label,
            list(dict.fromkeys([*options, *current])),
            key=self._key(slot, list(current)),
            accept_new_options=True,
            label_visibility="collapsed",
            placeholder=empty,
            select_all=False,
            width=width,
        )
        return tuple(chosen)

    def write(self, slot: str, label: str, current: str, width: int) -> str:
        """Show a line to write in, and return it."""
        return st.text_input(
            label,
            key=self._key(slot, current),
            label_visibility="collapsed",
            placeholder=label,
            max_chars=500,
            width=width,
        )

    def _key(self, slot: str, current: object) -> str:
        key = f"ar_{self.seed}_{slot}"
        if key not in st.session_state:
            st.session_state[key] = current
        return key
