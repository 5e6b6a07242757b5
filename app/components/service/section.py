"""Service: what stands out, the key numbers, speed by value, and error budgets."""

from html import escape

import streamlit as st

from app import state
from app.components.download import download
from app.components.finding import finding_row
from app.components.follow import follow
from app.components.glossary import glossary
from app.components.head import head
from app.components.service.budgets import service_budgets
from app.components.service.speed import service_speed
from app.components.service.strip import service_strip
from app.components.states import panel
from tidegauge.filters import TraceFilter
from tidegauge.reports.service import ServiceReport, service, service_options, table
from tidegauge.reports.source import Source

MOST = 5


def service_section(source: Source, question: TraceFilter, by: str | None) -> None:
    """Show the section in a panel of its own."""
    with panel("service"):
        options = service_options(state.settings(), source.store.catalog())
        report = state.report(service, source, question, by, options)
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            head("Service", "tails beside their mean; who was turned away; error budgets")
            with st.container(horizontal=True, width="content"):
                if report.rows:
                    download(table(report), "service", report)
                glossary("p50, p95, p99", "error budget", "burn rate", "interval", "corrected for the search")
        _findings(report)
        service_strip(report)
        service_speed(report)
        service_budgets(report, question.time_zone)


def _findings(report: ServiceReport) -> None:
    for place, one in enumerate(report.findings[:MOST]):
        left, right = st.columns([8.4, 1.6])
        with left:
            finding_row(one)
        if one.link is not None:
            with right:
                follow(one.link, "Traces", key=f"service_finding_{place}")
    more = len(report.findings) - MOST
    if more > 0:
        st.html(f'<div class="tg-details">{more} more in the tables below.</div>')
    if report.notes:
        st.html("".join(f'<div class="tg-error">{escape(note)}</div>' for note in report.notes))
