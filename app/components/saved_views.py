"""Saved views in the View popover: open, save, rename, delete. Names are anybody's text, and shown as text."""

import streamlit as st

from app import menu, state
from app.components.page_link import query, query_values
from app.components.states import plain
from tidegauge.errors import TidegaugeError
from tidegauge.workbench.saved_views import SavedView, delete_view, list_views, rename_view, save_view

NEW = "none chosen"


def saved_views() -> None:
    """Show the views and what can be done with the chosen one. A workbench that is down costs only this part."""
    try:
        views = list_views(state.workbench())
    except TidegaugeError as error:
        st.text(str(error))
        return
    labels = {_label(view, views): view for view in views}
    _confirm()
    chosen = st.selectbox("Saved views", [NEW, *labels], key="tg_saved_view")
    if chosen in labels:
        _open_and_change(labels[chosen])
    else:
        _save()
    if problem := st.session_state.pop("tg_saved_view_problem", None):
        st.text(problem)


def _label(view: SavedView, views: tuple[SavedView, ...]) -> str:
    twins = sum(other.name == view.name for other in views)
    return f"{view.name} ({view.id})" if twins > 1 or view.name == NEW else view.name


def _save() -> None:
    with st.form("tg_save_view", border=False, clear_on_submit=True):
        name = st.text_input("Save this page as", key="tg_new_view", max_chars=120)
        if st.form_submit_button("Save view") and name:
            if _try(save_view, name, menu.current().path, query(), state.now()):
                st.session_state.tg_saved_view_done = name
            st.rerun()


def _confirm() -> None:
    name = st.session_state.pop("tg_saved_view_done", None)
    if name:
        # A toast reads Markdown, and a name is anybody's text.
        st.toast(f"Saved as “{plain(name)}”. Open it under View, Saved views.", icon=":material/check:")


def _open_and_change(view: SavedView) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button("Open", key=f"tg_open_{view.id}", type="primary"):
            menu.go(view.page, query_values(view.query), only=True)
        st.button("Delete", key=f"tg_delete_{view.id}", on_click=_delete, args=(view.id,))
    name = st.text_input("Rename to", value=view.name, key=f"tg_rename_{view.id}", max_chars=120)
    if name != view.name:
        _try(rename_view, view.id, name)
        st.rerun()


def _delete(view_id: int) -> None:
    _try(delete_view, view_id)


def _try(change: object, *arguments: object) -> bool:
    """Return whether it worked; what went wrong is shown in the popover."""
    try:
        change(state.workbench(), *arguments)  # type: ignore[operator]
    except TidegaugeError as error:
        st.session_state.tg_saved_view_problem = str(error)
        return False
    return True
