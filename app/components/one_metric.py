"""The choice of the one metric that a page is about."""

from collections.abc import Sequence

import streamlit as st

from tidegauge.metrics.metric import Metric


def one_metric(usual: Sequence[Metric], offered: Sequence[str], key: str, width: int) -> str:
    """Show the choice and return a name or an expression: at first that of a usual metric that is no count.

    `key` is what the link calls it: pages that share one would lose it on Back.
    """
    first = next((one.name for one in usual if one.unit != "count"), usual[0].name)
    chosen = st.selectbox(
        "Metric",
        list(dict.fromkeys([first, *(one.name for one in usual), *offered])),
        key=key,
        accept_new_options=True,
        label_visibility="collapsed",
        bind="query-params",
        width=width,
    )
    return chosen or first
