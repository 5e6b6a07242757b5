"""Drift: what is different, kind by kind."""

from datetime import timedelta

import streamlit as st

from app import state
from app.components.done import end_page
from app.components.drift.choice import TOGETHER, arrived, drift_bar, drift_controls, shown_rows
from app.components.drift.panel import drift_panel
from app.components.drift.review import drift_review
from app.components.drift.table import drift_table, table_height
from app.components.finding import finding
from app.components.frame import asked
from app.components.states import panel
from app.components.words import words
from tidegauge.metrics.choice import available_metrics
from tidegauge.reports.dimensions import dividing_dimensions
from tidegauge.reports.drift import drift
from tidegauge.reports.drift_by import drift_by
from tidegauge.reports.drift_detail import drift_detail
from tidegauge.reports.drift_together import drift_together
from tidegauge.reports.source import Source

settings, question = state.settings(), asked().filter
source, dimensions = Source(state.store(), settings.dimensions), settings.default_dimensions
metrics = available_metrics(settings, state.store().catalog())
top = st.container()
with top:
    waiting = st.skeleton(112) if arrived() else st.empty()
dividing = state.report(dividing_dimensions, source, question, dimensions)
bar = drift_bar(dividing, is_short=question.current.window.length <= timedelta(days=1))
table_waits = st.skeleton(table_height(14)) if arrived() else st.empty()
with panel("drift"):
    own, currency = tuple(settings.metrics), settings.currency
    if bar.split == TOGETHER:
        report = state.report(
            drift_together, source, question, metrics, dimensions, own=own, currency=currency
        )
    elif bar.split:
        report = state.report(
            drift_by,
            source,
            question,
            metrics,
            bar.split,
            dimensions,
            own=own,
            currency=currency,
            rules=settings.drift,
        )
    else:
        report = state.report(
            drift, source, question, metrics, dimensions, own=own, currency=currency, rules=settings.drift
        )
    waiting.empty()
    table_waits.empty()
    with top:
        words(report.windows)
        finding(report.findings[0], "Drift")
    if not report.rows:
        end_page()
    choice = drift_controls(bar, report)
    parts = st.grid(3, min_column_width=330)
    with parts.cell(column_span=3 if choice.statistics else 2):
        row = drift_table(report, shown_rows(report, choice.verdict), statistics=choice.statistics)
    with parts.cell(column_span=3 if choice.statistics else 1), panel("drift row"):
        at = report.rows.index(row)
        drift_panel(
            report,
            row,
            lambda: state.report(drift_detail, source, question, row, metrics, dimensions, place=at),
            drift_review,
        )
