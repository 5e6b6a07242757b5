"""Business: what the calls did to the numbers that pay."""

import streamlit as st

from app import state
from app.components.business.changes import business_changes
from app.components.business.course import business_course
from app.components.business.decisions import business_decision_segments, business_decisions, business_scores
from app.components.business.empty import business_empty
from app.components.business.leads import business_leads
from app.components.business.options import business_options, business_outcome
from app.components.business.random_slice import business_random_slice
from app.components.business.segments import business_segments
from app.components.business.strip import business_strip
from app.components.business.versions import business_versions
from app.components.done import end_page
from app.components.download import download
from app.components.finding import finding
from app.components.frame import asked
from app.components.glossary import glossary
from app.components.split_choice import split_choice
from app.components.states import panel
from app.components.words import words
from tidegauge.reports._business.texts import business_words
from tidegauge.reports.business import business, table
from tidegauge.reports.business_dimension import business_dimensions, version_dimensions
from tidegauge.reports.source import Source

settings, question = state.settings(), asked().filter
source = Source(state.store(), settings.dimensions)
own = settings.business
dimensions = state.report(business_dimensions, source, question, settings.default_dimensions, own)
versions = version_dimensions(dimensions, own.versions)
top = st.container()
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    st.html('<div style="font-size:14px">by</div>', width="content")
    by = split_choice(
        dimensions, "business_by", 170, placeholder=dimensions[0] if dimensions else "no dimension"
    )
    st.html('<div style="font-size:14px">versions of</div>', width="content")
    version = split_choice(
        versions, "business_version", 170, placeholder=versions[0] if versions else "nothing"
    )
    st.html('<div style="font-size:14px">outcome</div>', width="content")
    outcome = business_outcome(source)
    corner = st.container(horizontal=True, width="content")
with panel("business"):
    by, version = by or next(iter(dimensions), None), version or next(iter(versions), None)
    report = state.report(business, source, question, by, version, business_options(source, outcome))
    with top:
        words(report.windows, *business_words(report))
        finding(report.findings[0], "Business")
    if not report.outcomes:
        if report.windows.n_current:
            business_empty()
        end_page()
    with corner:
        download(table(report), "business", report)
        glossary("interval", "n", "pt", "not material", "cannot tell", "not final", "lag", "random slice")
    business_strip(report)
    halves = st.grid(2, min_column_width=400)
    with halves.cell():
        business_course(report)
    with halves.cell():
        business_versions(report)
    business_changes(report)
    halves = st.grid(2, min_column_width=400)
    with halves.cell():
        business_leads(report)
    with halves.cell():
        business_random_slice(report)
        if report.decisions is None:
            business_decisions(report)
            business_scores(report)
    if report.decisions is not None:
        halves = st.grid(2, min_column_width=400)
        with halves.cell():
            business_decisions(report)
        with halves.cell():
            business_decision_segments(report)
            business_scores(report)
    business_segments(report)
