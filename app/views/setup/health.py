"""Data health: can today's numbers be trusted."""

import streamlit as st

from app import state
from app.components.download import download
from app.components.finding import finding, finding_row
from app.components.frame import asked
from app.components.glossary import glossary
from app.components.health.arrivals import health_kpis, health_quarantine, health_rows
from app.components.health.table import health_table
from app.components.states import panel
from app.components.words import words
from tidegauge.reports.health import health, table
from tidegauge.reports.source import Source

SHOWN = 5

settings, question = state.settings(), asked().filter
source = Source(state.store(), settings.dimensions)
with panel("health"):
    report = state.report(health, source, question, screen=tuple(settings.default_dimensions))
    words(report.windows)
    finding(report.findings[0], "Data health")
    for other in report.findings[1:SHOWN]:
        finding_row(other)
    with panel("key figures"):
        health_kpis(report)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right"):
        download(table(report), "health")
        glossary("rows", "not comparable", "root not recorded", "quarantined", "onset")
    with panel("columns"):
        health_table(report)
    halves = st.grid(2, min_column_width=400)
    with halves.cell(), panel("rows"):
        health_rows(report)
    with halves.cell(), panel("quarantine"):
        health_quarantine(report)
