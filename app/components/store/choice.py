"""Which store the pages show: a choice in the sidebar where there is more than one, and `?store=` in every link."""

import streamlit as st

from app import state
from app.components.kept import keep, kept
from app.components.words import complaints
from app.stores import KEY
from tidegauge.errors import unknown
from tidegauge.settings import Settings
from tidegauge.stores.addresses import is_secret
from tidegauge.workbench.named_stores import Origin


def store_choice() -> None:
    """Take the store from the link, else keep this session's; offer the others. To be called before any page."""
    names = [one.name for one in state.stores().named()]
    name = kept("store", names[0])
    if name not in names:
        complaints((f"{unknown('store', name, names)} You see {names[0]}.",))
        name = st.session_state[KEY] = names[0]
    if len(names) > 1:
        # Set from the link in every run: what the widget shows is what the pages read.
        st.session_state.tg_store_input = name
        st.sidebar.selectbox("Store", names, key="tg_store_input", on_change=_choose)


def show_store(name: str) -> None:
    """Look at another store from now on."""
    keep("store", name, state.stores().named()[0].name)


def store_of_commands() -> str | None:
    """Return the store's name for a command; None where it is the default. A password has no business on a screen."""
    chosen = state.stores().chosen()
    if chosen.origin is not Origin.STORE:
        return chosen.name
    return None if chosen.url == Settings().store or is_secret(chosen.url) else chosen.url


def _choose() -> None:
    show_store(st.session_state.tg_store_input)
