"""The least that Streamlit can redraw: two widgets, a line of Markdown and the end mark of a page."""

import gc
import hashlib

import streamlit as st


@st.cache_resource
def frozen() -> None:
    """Keep Streamlit's collection after every run away from what was imported, as the app's server does."""
    gc.collect()
    gc.freeze()


frozen()
window = st.selectbox(
    "Window",
    ["last 24 hours", "last 7 days", "last 28 days", "last 60 days"],
    index=1,
    key="window",
    bind="query-params",
    label_visibility="collapsed",
)
where = st.multiselect(
    "Filter",
    ["geo = US"],
    key="where",
    accept_new_options=True,
    bind="query-params",
    label_visibility="collapsed",
    select_all=False,
)
st.markdown(f"{window}: {', '.join(where)}")
digest = hashlib.sha256(repr((window, where)).encode()).hexdigest()[:12]
st.html(f'<span id="done" data-page="overview" data-f="{digest}"></span>')
