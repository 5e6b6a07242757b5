"""Feedback: whose satisfaction is it, and can the thumbs be quoted?"""

import streamlit as st

from app import state
from app.components.done import end_page
from app.components.download import download
from app.components.feedback.charts import feedback_charts
from app.components.feedback.contrast import feedback_contrast, implicit_signals
from app.components.feedback.estimates import feedback_estimates
from app.components.feedback.finding import feedback_finding
from app.components.feedback.offer import feedback_offer
from app.components.feedback.rules import feedback_rules
from app.components.feedback.table import feedback_table
from app.components.frame import asked
from app.components.split_choice import split_choice
from app.components.states import panel
from app.components.words import words
from tidegauge.reports._feedback.texts import feedback_words
from tidegauge.reports.feedback import feedback, table
from tidegauge.reports.feedback_dimension import feedback_dimensions
from tidegauge.reports.source import Source

settings, question = state.settings(), asked().filter
source = Source(state.store(), settings.dimensions)
dimensions = state.report(feedback_dimensions, source, question, settings.default_dimensions)
top = st.container()
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    st.html('<div style="font-size:14px">by</div>', width="content")
    by = split_choice(
        dimensions, "feedback_by", 240, placeholder=dimensions[0] if dimensions else "no dimension"
    )
    corner = st.container(horizontal=True, width="content")
with panel("feedback"):
    chosen = by or next(iter(dimensions), None)
    report = state.report(feedback, source, question, chosen, settings.feedback)
    with top:
        words(report.windows, *feedback_words(report))
        feedback_finding(report.findings[0])
    if not report.explicit.sessions:
        end_page()
    with corner:
        download(table(report), "feedback", report)
        feedback_rules(report)
    halves = st.grid(2, min_column_width=400)
    with halves.cell():
        feedback_estimates(report)
    with halves.cell():
        feedback_contrast(report)
        with panel("review"):
            feedback_offer(source, question, report)
    feedback_charts(report)
    feedback_table(report)
    implicit_signals(report)
