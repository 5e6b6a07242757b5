"""Which metric, split by what, on which chart: all of it is the link's.

The link calls them `chart` and `split`: Segments has lists under `metric` and `by`, and after Back Streamlit drops what
two pages keep under one name.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from app.components.one_metric import one_metric
from app.components.split_choice import split_choice
from tidegauge.metrics.metric import Metric

RECOMMENDED = "recommended"
METHODS = {"EWMA": "ewma", "CUSUM": "cusum"}
"""{how the link spells a chart with memory: its name}."""


@dataclass(frozen=True)
class ControlChoice:
    """What the controls ask: a metric's name or expression, one dimension or none, a method or the recommended one."""

    metric: str
    by: str | None
    method: str | None


def control_choice(
    offered: Sequence[str], usual: Sequence[Metric], dimensions: Sequence[str]
) -> ControlChoice:
    """Show the controls and return what they ask."""
    metric = one_metric(usual, offered, "chart", 220)
    by = split_choice(dimensions, "split", 150)
    method = st.segmented_control(
        "Chart",
        [RECOMMENDED, *METHODS],
        default=RECOMMENDED,
        key="method",
        label_visibility="collapsed",
        bind="query-params",
    )
    return ControlChoice(metric, by, METHODS.get(method or ""))
