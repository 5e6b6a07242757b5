"""Overview: what needs attention first."""

import streamlit as st

from app import state
from app.components.attention_list import attention_list
from app.components.finding import finding
from app.components.frame import asked
from app.components.head import head
from app.components.kpi_strip import kpi, kpi_strip
from app.components.states import panel
from app.components.trend import trend
from app.components.words import words
from tidegauge.metrics.choice import overview_metrics, watched_metrics
from tidegauge.reports._numbers import numbers, trends_shown
from tidegauge.reports.dimensions import known_dimensions
from tidegauge.reports.overview import overview
from tidegauge.reports.source import Source

settings, question = state.settings(), asked().filter
source = Source(state.store(), settings.dimensions)
catalog = state.store().catalog()
metrics, watched = overview_metrics(settings, catalog), watched_metrics(settings, catalog)
dimensions = known_dimensions(source, question, settings.default_dimensions)
every = (*metrics, *watched)
known = state.report(numbers, source, question, every, dimensions)

words(known.windows)
top = st.container()
if known.windows.n_current:
    with panel("key numbers"):
        kpi_strip(
            [
                kpi(one, drawn, settings.currency)
                for one, drawn in zip(known.comparisons, known.trends, strict=True)
            ][: len(metrics)]
        )
    with panel("trends"):
        charts = st.grid(2, min_column_width=400)
        for one in trends_shown(known):
            with charts.cell():
                head(one.label, one.sub)
                trend(one.trend, f"trend_{one.trend.metric}", zone=question.time_zone)
# The search comes last: the browser draws the numbers meanwhile.
with top, panel("attention"):
    report = state.report(
        overview, source, question, metrics, dimensions, watched, currency=settings.currency, _known=known
    )
    if report.windows.n_current:
        attention_list(report)
    else:
        finding(report.findings[0], "Overview")
