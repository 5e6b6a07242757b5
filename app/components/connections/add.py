"""Add a connection: a name and an address, tested before it is kept. A password that was typed is not kept."""

from dataclasses import dataclass

import streamlit as st

from app import state
from app.components.states import plain
from app.components.store.choice import show_store
from tidegauge.errors import TidegaugeError
from tidegauge.reports._connections.sentence import detail_finding
from tidegauge.reports.connections import connection_detail
from tidegauge.reports.source import Source
from tidegauge.stores import open_store
from tidegauge.workbench.connections import check_variables, checked_name, save_connection, variable

_NAME, _URL = "tg_connection_name", "tg_connection_url"


@dataclass(frozen=True)
class _Said:
    """What came of a test or of saving."""

    sentences: tuple[str, ...]
    good: bool


def connection_add() -> None:
    """Show the form, and what came of the last press of its buttons."""
    with st.expander("Add a connection", expanded="tg_connection_said" in st.session_state):
        st.caption(
            "A folder, a .duckdb file, sqlite:///file.db, postgresql://user@host/database or "
            "clickhousedb://user@host:8123/database. Stores are opened for reading only. A password is better taken "
            "from the environment: postgresql://user:${TIDEGAUGE_SHOP_PASSWORD}@host/database."
        )
        with st.form("tg_add_connection", border=False):
            left, right = st.columns([1, 3])
            left.text_input("Name", key=_NAME, max_chars=40)
            url = right.text_input("Address", key=_URL, max_chars=500)
            with st.container(horizontal=True):
                tested = st.form_submit_button("Test")
                st.form_submit_button("Save", type="primary", on_click=_save)
        if tested:
            st.session_state.tg_connection_said = _test(url)
        _answer(st.session_state.get("tg_connection_said"))


def _answer(said: _Said | None) -> None:
    if said is None:
        return
    first, *more = said.sentences
    (st.success if said.good else st.error)(plain(first))
    for sentence in more:
        st.caption(plain(sentence))


def _test(url: str) -> _Said:
    with st.spinner("Asking the store…"):
        try:
            check_variables(url)
            store = open_store(url.strip(), state.settings().statement_timeout)
            found = connection_detail(Source(store, state.settings().dimensions))
        except TidegaugeError as error:
            return _Said((str(error),), good=False)
    said = detail_finding(found, state.now(), "UTC")
    return _Said((said.sentence, *found.notes), good=True)


def _save() -> None:
    # Before the widgets are drawn: only then may the address be taken off the page, which may hold a password.
    st.session_state.tg_connection_said = _saved(st.session_state[_NAME], st.session_state[_URL])
    if st.session_state.tg_connection_said.good:
        st.session_state[_NAME] = st.session_state[_URL] = ""


def _saved(name: str, url: str) -> _Said:
    try:
        if checked_name(name) in {one.name for one in state.stores().named()}:
            return _Said((f"There is a store called {checked_name(name)}. Choose another name.",), good=False)
        kept = save_connection(state.workbench(), name, url, state.now())
    except TidegaugeError as error:
        return _Said((str(error),), good=False)
    state.stores().forget_names()
    show_store(kept.name)
    if kept.address == url.strip():
        return _Said((f"{kept.name} is kept, and shown.",), good=True)
    needed = f"export {variable(kept.name)}=…"
    told = f"{kept.name} is kept without its password. Set it before you start Tidegauge: {needed}"
    return _Said((told,), good=True)
