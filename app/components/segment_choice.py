"""Which metrics, by which dimensions: both are the link's, and take any attribute or expression that is typed."""

from collections.abc import Sequence

import streamlit as st

from tidegauge.metrics.metric import Metric
from tidegauge.reports.segments import DIMENSIONS


def metric_choice(offered: Sequence[str], usual: Sequence[Metric]) -> tuple[str, ...]:
    """Return the names or expressions of the metrics; the first is compared in full."""
    first = [one.name for one in usual if one.unit != "count"][:2] or [one.name for one in usual][:1]
    chosen = st.multiselect(
        "Metrics",
        list(dict.fromkeys([*offered, *first])),
        key="metric",
        placeholder=f"Metric: {', '.join(first)}",
        accept_new_options=True,
        label_visibility="collapsed",
        bind="query-params",
        select_all=False,
    )
    return tuple(chosen) or tuple(first)


def by_choice(dimensions: Sequence[str], usual: Sequence[str]) -> tuple[str, ...]:
    """Return the dimensions; the `usual` one when none is chosen."""
    chosen = st.multiselect(
        "By",
        list(dimensions),
        key="by",
        placeholder=f"{usual[0]} (type any attribute)" if usual else "Type an attribute",
        accept_new_options=True,
        max_selections=DIMENSIONS,
        label_visibility="collapsed",
        bind="query-params",
        select_all=False,
    )
    return tuple(chosen) or tuple(usual)
