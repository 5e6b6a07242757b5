"""What stands above every data page: the filter bar and what it asks."""

import streamlit as st

from app import state
from app.components.filter_bar import Asked, filter_bar
from app.components.store.words import PROJECT, mixed_projects, remember_projects
from app.components.words import complaints
from app.menu import Entry
from tidegauge.errors import StoreError
from tidegauge.queries.relation import Rows
from tidegauge.reports._suggestions import suggestions
from tidegauge.schema.declared_dimensions import lost_dimensions


def frame(entry: Entry) -> None:
    """Show the filter bar, and in red what of the link was not understood. It stands while the store is away, too."""
    settings, catalog = state.settings(), state.catalog()
    names = Rows(catalog, dimensions=settings.dimensions).names()
    frequent = _frequent()
    st.session_state.tg_asked = filter_bar(entry.name, frequent, sorted(names))
    remember_projects(mixed_projects(frequent, st.session_state.tg_asked.filter.where))
    lost = lost_dimensions(settings.dimensions, catalog)
    complaints((*lost, *st.session_state.tg_asked.complaints))


def _frequent() -> tuple[str, ...]:
    settings = state.settings()
    try:
        return state.report(
            suggestions,
            state.store(),
            tuple(dict.fromkeys((*settings.default_dimensions, PROJECT))),
            settings.dimensions,
        )
    except StoreError:
        return ()  # any chip can be typed; what is wrong, the page says


def asked() -> Asked:
    """Return what the filter bar asks: `.filter` for reports, `.request` for links and commands."""
    found: Asked = st.session_state.tg_asked
    return found
