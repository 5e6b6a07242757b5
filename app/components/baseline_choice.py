"""Against what a control chart is drawn: the frozen baseline, or one that the settings name."""

from collections.abc import Mapping

import streamlit as st

FROZEN = "the frozen baseline"


def baseline_select(named: Mapping[str, str]) -> str:
    """Show what limits come from and return it: the frozen baseline, or one that the settings name."""
    return st.selectbox(
        "Against",
        [FROZEN, *named],
        key="baseline",
        label_visibility="collapsed",
        bind="query-params",
        required=True,
    )
