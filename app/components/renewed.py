"""Places that are emptied when something else was asked: an old answer must not stand under a new choice."""

from collections.abc import Hashable
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


@dataclass(frozen=True)
class Place:
    """A part of the page that what was asked decides: it waits with `slot` empty, and is filled once."""

    slot: DeltaGenerator
    is_new: bool

    def filled(self) -> DeltaGenerator:
        """Return the container to draw into."""
        # What Streamlit drew there in the last run stays until something takes its place: empty() does at once.
        return self.slot.container() if self.is_new else self.slot


def place(parent: DeltaGenerator, *, is_new: bool, waits: int) -> Place:
    """Make a place in `parent`. Of a new question it is emptied at once, and a skeleton `waits` pixels high stands in it."""
    if not is_new:
        return Place(parent.container(), is_new=False)
    slot = parent.empty()
    slot.skeleton(waits)
    return Place(slot, is_new=True)


def asked_anew(page: str, question: Hashable) -> bool:
    """Return whether a page asks something else than when it was last drawn to its end; `drawn` says that it was."""
    return st.session_state.get(f"tg_drawn_{page}") != hash(question)


def drawn(page: str, question: Hashable) -> None:
    """Note that a page shows the answer to this question."""
    st.session_state[f"tg_drawn_{page}"] = hash(question)
