"""Traces: the rows behind any number."""

import streamlit as st

from app import state
from app.components.download import download
from app.components.finding import finding
from app.components.frame import asked
from app.components.listing import trail
from app.components.states import panel
from app.components.traces.controls import traces_controls, turn
from app.components.traces.facets import counts_line, facets
from app.components.traces.review import traces_review
from app.components.traces.table import traces_table
from app.components.words import words
from tidegauge.metrics.declaration import all_metrics
from tidegauge.reports.source import Source
from tidegauge.reports.traces import listed, table, traces

settings, question = state.settings(), asked().filter
source = Source(state.store(), settings.dimensions)
top = st.container()
choice = traces_controls(question)
with panel("traces"):
    report = state.report(
        traces,
        source,
        question,
        search=choice.search,
        sort=choice.sort.value,
        only=choice.only.value,
        after=choice.after,
        metrics=tuple(all_metrics(settings).values()),
    )
    with top:
        words(report.windows)
        finding(report.findings[0], "Traces")
    counts_line(report)
    if report.rows:
        listing = listed(question, choice.sort.value, choice.only.value, choice.search)
        traces_table(report, trail(listing), settings.currency)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right"):
        facets(report)
        if report.rows:
            traces_review(question, choice)
        download(table(report), "traces")
        later, earlier = report.later, report.earlier
        st.button("Later", disabled=later is None, on_click=turn, args=(later,), key=f"later_{later}")
        st.button(
            "Earlier", disabled=earlier is None, on_click=turn, args=(earlier,), key=f"earlier_{earlier}"
        )
