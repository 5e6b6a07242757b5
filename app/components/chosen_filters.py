"""Filters that a click adds to the filter bar."""

from collections.abc import Iterable

import streamlit as st

from tidegauge.filters import Condition


def keep_values(conditions: Iterable[Condition]) -> None:
    """Add these chips to the filter bar's. To be called from a widget's callback, before the bar is drawn again."""
    chips = [str(condition) for condition in conditions]
    st.session_state["where"] = list(dict.fromkeys([*st.session_state.get("where", []), *chips]))
