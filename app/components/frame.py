"""What stands above every data page: the filter bar and what it asks."""

import streamlit as st

from app import state
from app.components.filter_bar import Asked, filter_bar
from app.components.words import complaints
from app.menu import Entry
from tidegauge.queries.relation import Rows
from tidegauge.reports._suggestions import suggestions
from tidegauge.schema.declared_dimensions import lost_dimensions


def frame(entry: Entry) -> None:
    """Show the filter bar, and in red what of the link was not understood."""
    settings, store = state.settings(), state.store()
    names = Rows(store.catalog(), dimensions=settings.dimensions).names()
    frequent = state.report(suggestions, store, tuple(settings.default_dimensions), settings.dimensions)
    st.session_state.tg_asked = filter_bar(entry.name, frequent, sorted(names))
    lost = lost_dimensions(settings.dimensions, store.catalog())
    complaints((*lost, *st.session_state.tg_asked.complaints))


def asked() -> Asked:
    """Return what the filter bar asks: `.filter` for reports, `.request` for links and commands."""
    found: Asked = st.session_state.tg_asked
    return found
