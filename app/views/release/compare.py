"""Compare: two versions on the same traffic."""

import streamlit as st

from app import state
from app.components.compare.choice import compare_by
from app.components.compare.options import compare_options
from app.components.compare.pairs import compare_pairs
from app.components.compare.places import compare_places
from app.components.compare.releases import releases
from app.components.compare.table import compare_table
from app.components.compare.traffic import compare_traffic
from app.components.compare.words import compare_words
from app.components.done import end_page
from app.components.download import download
from app.components.finding import finding
from app.components.frame import asked
from app.components.glossary import glossary
from app.components.states import panel
from app.components.words import words
from tidegauge.reports._versions_compared.texts import how_words
from tidegauge.reports.compare import compare, table
from tidegauge.reports.compare_metrics import compared_metrics
from tidegauge.reports.compare_releases import latest_releases
from tidegauge.reports.compare_texts import with_texts
from tidegauge.reports.dimensions import dividing_dimensions
from tidegauge.reports.source import Source

settings, question = state.settings(), asked().filter
source = Source(state.store(), settings.dimensions)
top = st.container()
with panel("releases"):
    releases(state.report(latest_releases, source, question))
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    st.html('<div style="font-size:14px">segments by</div>', width="content")
    dimensions = state.report(dividing_dimensions, source, question, settings.default_dimensions)
    by = compare_by(dimensions)
    corner = st.container(horizontal=True, width="content")
with panel("compare"):
    metrics = compared_metrics(settings, state.store().catalog())
    report = state.report(compare, source, question, metrics, compare_options(by))
    with top:
        words(report.windows, *((how_words(report),) if report.rows else ()))
        finding(report.findings[0], "Compare")
    if not report.rows:
        end_page()
    with corner:
        download(table(report), "compare")
        glossary(
            "always-valid interval",
            "guardrail",
            "matched traffic",
            "standardised difference",
            "pt",
            "not material",
            "cannot tell",
            "corrected for the search",
        )
    compare_table(report)
    halves = st.grid(2, min_column_width=400)
    with halves.cell(), panel("compare traffic"):
        compare_traffic(report)
    with halves.cell(), panel("compare places"):
        compare_places(report)
    with panel("compare texts"):
        said = state.report(with_texts, source, question, report)
        parts = st.grid(3, min_column_width=330)
        with parts.cell(column_span=2):
            compare_pairs(said)
        with parts.cell():
            compare_words(said)
