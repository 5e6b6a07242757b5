"""The app's entry: page configuration, menu, filter bar, then the page."""

from contextlib import suppress
from pathlib import Path

import streamlit as st

from app import menu, state
from app.components.done import PageEnded, done
from app.components.frame import frame
from app.components.history import history
from app.components.states import empty_store, panel, store_down
from app.components.store.choice import store_choice
from app.components.stylesheet import stylesheet

STATIC = Path(__file__).parent / "static"

st.set_page_config(
    page_title="Tidegauge", page_icon=STATIC / "favicon.png", layout="wide", initial_sidebar_state=212
)
st.logo(STATIC / "logo.svg", size="medium")
stylesheet()
entry, page = menu.navigate()
with panel("page"):
    store_choice()
    problem = state.problem() if entry.reads else None
    if entry.reads and problem is None and not state.catalog().rows.get("spans"):
        empty_store(entry.title)
    else:
        if entry.filtered:
            frame(entry)
        if problem:
            store_down(problem)
        else:
            with suppress(PageEnded):
                page.run()
history()
done(entry.name)
