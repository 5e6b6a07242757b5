"""Drift: what is different, kind by kind."""

import streamlit as st

from app import state
from app.components.done import end_page
from app.components.drift_choice import arrived, drift_controls, shown_rows
from app.components.drift_panel import drift_panel
from app.components.drift_table import drift_table, table_height
from app.components.finding import finding
from app.components.frame import asked
from app.components.states import panel
from app.components.words import words
from tidegauge.metrics.choice import available_metrics
from tidegauge.reports.drift import drift
from tidegauge.reports.drift_detail import drift_detail
from tidegauge.reports.source import Source

settings, question = state.settings(), asked().filter
source, dimensions = Source(state.store(), settings.dimensions), settings.default_dimensions
metrics = available_metrics(settings, state.store().catalog())
waits = [st.skeleton(height) if arrived() else st.empty() for height in (112, 38, table_height(14))]
with panel("drift"):
    report = state.report(
        drift, source, question, metrics, dimensions, own=tuple(settings.metrics), currency=settings.currency
    )
    for place in waits:
        place.empty()
    words(report.windows)
    finding(report.findings[0], "Drift")
    if not report.rows:
        end_page()
    choice = drift_controls(report)
    parts = st.grid(3, min_column_width=330)
    with parts.cell(column_span=3 if choice.statistics else 2):
        row = drift_table(report, shown_rows(report, choice.verdict), statistics=choice.statistics)
    with parts.cell(column_span=3 if choice.statistics else 1), panel("drift row"):
        at = report.rows.index(row)
        drift_panel(
            report,
            row,
            lambda: state.report(drift_detail, source, question, row, metrics, dimensions, place=at),
        )
