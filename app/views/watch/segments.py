"""Segments: which group changed, and by how much."""

import streamlit as st

from app import state
from app.components.done import end_page
from app.components.download import download
from app.components.finding import finding
from app.components.frame import asked
from app.components.glossary import glossary
from app.components.heat_map import heat_map
from app.components.segment_choice import by_choice, metric_choice
from app.components.segment_table import segment_table
from app.components.segments_review import segments_review
from app.components.states import panel
from app.components.words import words
from tidegauge.metrics.chips import counted
from tidegauge.metrics.choice import chosen_metrics, offered_metrics, overview_metrics
from tidegauge.reports.dimensions import dividing_dimensions, nothing_to_divide
from tidegauge.reports.segments import segments, table
from tidegauge.reports.source import Source
from tidegauge.reports.usual_dimension import usual_dimension

settings, question, catalog = state.settings(), asked().filter, state.store().catalog()
source = Source(state.store(), settings.dimensions)
dimensions = state.report(dividing_dimensions, source, question, settings.default_dimensions)
top = st.container()
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    names = metric_choice(offered_metrics(settings, catalog), overview_metrics(settings, catalog))
    st.html('<div style="font-size:14px">by</div>', width="content")
    by = by_choice(dimensions, usual_dimension(source, question, dimensions))
    form = st.segmented_control(
        "Form",
        ["Table", "Heat map"],
        default="Table",
        key="form",
        label_visibility="collapsed",
        bind="query-params",
    )
    corner = st.container(horizontal=True, width="content")
if not by:
    with top:
        finding(state.report(nothing_to_divide, source, question), "Segments")
    end_page()
with panel("segments"):
    metrics = chosen_metrics(names, settings, catalog)
    report = state.report(segments, source, question, metrics, by, currency=settings.currency)
    with top:
        words(report.windows)
        label = None if report.windows.reference else "○ nothing compared"
        finding(report.findings[0], "Segments", label=label)
    with corner:
        download(table(report), "segments")
        glossary(
            "interval", "n", "pt", "not material", "cannot tell", "mix and rate", "corrected for the search"
        )
    if form == "Heat map":
        heat_map(report, settings.currency)
    else:
        segment_table(
            report,
            settings.currency,
            counted(metrics[0]),
            lambda chips: segments_review(question, report.by, chips),
        )
