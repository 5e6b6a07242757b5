"""Which metric, over which dimensions: both are the link's.

The link calls them `of` and `over`: Segments has lists under `metric` and `by`, and what two pages keep under one name is lost on
Back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from tidegauge.findings import Finding, Verdict
from tidegauge.metrics.metric import Metric

NOTHING = Finding(
    Verdict.CANNOT_TELL,
    "empty",
    "Nothing to compare with: choose a comparison to see where a change sits.",
)
"""What the page says where one window stands alone."""


def arrived() -> bool:
    """Return whether this run is the first of a visit to the page: Streamlit forgets its choices in between."""
    return "of" not in st.session_state


@dataclass(frozen=True)
class ScopeChoice:
    """A metric's name or expression, and the dimensions that were chosen: none means the usual ones."""

    metric: str
    dimensions: tuple[str, ...]


def scope_choice(offered: Sequence[str], usual: Sequence[Metric], dimensions: Sequence[str]) -> ScopeChoice:
    """Show the controls and return what they ask."""
    first = next((one.name for one in usual if one.unit != "count"), usual[0].name)
    metric = st.selectbox(
        "Metric",
        list(dict.fromkeys([first, *(one.name for one in usual), *offered])),
        key="of",
        accept_new_options=True,
        label_visibility="collapsed",
        bind="query-params",
        width=210,
    )
    over = st.multiselect(
        "Dimensions",
        list(dimensions),
        key="over",
        placeholder="all usual dimensions",
        accept_new_options=True,
        label_visibility="collapsed",
        bind="query-params",
        select_all=False,
        width=260,
    )
    return ScopeChoice(metric or first, tuple(over))
