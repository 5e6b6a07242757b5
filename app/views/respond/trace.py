"""Trace: what happened in this one."""

import streamlit as st

from app import menu, state
from app.components.done import end_page
from app.components.finding import block
from app.components.kept import kept
from app.components.listing import walked
from app.components.states import panel
from app.components.trace.actions import trace_actions
from app.components.trace.detail import trace_detail
from app.components.trace.facts import trace_finding, trace_said, trace_session
from app.components.trace.spans import trace_spans
from app.components.view_popover import viewer_zone
from tidegauge.formats import Tone
from tidegauge.reports.source import Source
from tidegauge.reports.trace import trace

settings, trace_id = state.settings(), st.query_params.get("id", "")
source, zone = Source(state.store(), settings.dimensions), kept("tz", viewer_zone())
if not trace_id:
    st.html(
        block(
            "Trace", "", "No trace is chosen.", ("Select a row of the list to open its trace.",), Tone.QUIET
        )
    )
    st.page_link(menu.page("respond/traces.py"), label="Traces", icon=":material/arrow_forward:")
    end_page()
with panel("trace"):
    report = state.report(
        trace,
        source,
        trace_id,
        span_id=st.query_params.get("span"),
        expand=st.session_state.get(f"expand_{trace_id}"),
        listing=walked(st.query_params.get("walk")),
        time_zone=zone,
        now=state.now().replace(hour=0, minute=0, second=0, microsecond=0),
    )
    trace_actions(report)
    trace_finding(report)
    if report.found:
        halves = st.grid(2, min_column_width=400, gap="medium")
        with halves.cell():
            with panel("spans"):
                trace_spans(report)
            with panel("scores"):
                trace_said(report)
            with panel("session"):
                trace_session(report, zone)
        with halves.cell(), panel("span"):
            trace_detail(report)
