"""The app's entry: page configuration, menu, filter bar, then the page."""

from contextlib import suppress
from pathlib import Path

import streamlit as st

from app import menu, state
from app.components.done import PageEnded, done
from app.components.frame import frame
from app.components.history import history
from app.components.members.badge import member_badge
from app.components.members.refused import refused
from app.components.members.sign_in import sign_in_form
from app.components.states import empty_store, missing_tables, panel, store_down
from app.components.store.choice import store_choice
from app.components.stylesheet import stylesheet
from app.signed_in import visitor

STATIC = Path(__file__).parent / "static"

st.set_page_config(
    page_title="Tidegauge", page_icon=STATIC / "favicon.png", layout="wide", initial_sidebar_state=212
)
st.logo(STATIC / "logo.svg", size="medium")
stylesheet()
member = visitor()
if member is None:
    sign_in_form()
    done("sign_in")
    st.stop()
entry, page = menu.navigate(member)
with panel("page"):
    if not menu.included(entry, member):
        menu.elsewhere(entry, member)
        refused(member, entry.title)
    else:
        if menu.included(menu.START, member):
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
                if entry.reads:
                    missing_tables()
                with suppress(PageEnded):
                    page.run()
member_badge(member)
history()
done(entry.name)
