"""The browser's history: one act of the visitor is one step of Back (`app/static/history.js`)."""

import streamlit as st


def history() -> None:
    """Load the script that merges the steps. Without it every page still works, and Back takes more steps."""
    st.html('<script src="/api/history.js"></script>', unsafe_allow_javascript=True, width="content")
