"""Runs of calls that are not usual: each in a sentence, with the way to its traces."""

import streamlit as st

from app.components.finding import finding_row
from app.components.follow import follow
from app.components.head import head
from tidegauge.findings import Finding
from tidegauge.reports._cost.records import CostReport


def cost_runs(report: CostReport) -> None:
    """Show what the report found beside its headline: runs of calls, failing keys, calls without a cost."""
    rest = report.findings[1:]
    if not rest:
        return
    head("What stands out", "runs beyond the usual hours, failing calls, unknown cost")
    for place, one in enumerate(rest):
        _row(one, place)


def _row(one: Finding, place: int) -> None:
    left, right = st.columns([8.4, 1.6])
    with left:
        finding_row(one)
    if one.link is not None:
        with right:
            follow(one.link, "Traces", key=f"cost_run_{place}")
