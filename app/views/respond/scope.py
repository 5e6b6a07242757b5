"""Scope: which segments a change comes from, since when, and which change fits."""

import streamlit as st

from app import state
from app.components.done import end_page
from app.components.download import download
from app.components.finding import finding
from app.components.frame import asked
from app.components.glossary import glossary
from app.components.head import head
from app.components.scope.actions import is_failing, scope_actions
from app.components.scope.aliases import scope_aliases
from app.components.scope.asking import timed_scope
from app.components.scope.changes import scope_changes
from app.components.scope.chart import drawn_box, scope_chart
from app.components.scope.choice import NOTHING, arrived, scope_choice
from app.components.scope.contrast import scope_contrast
from app.components.scope.replay import scope_replay_words
from app.components.scope.samples import scope_sample
from app.components.scope.table import scope_table
from app.components.states import panel
from app.components.words import words
from tidegauge.metrics.choice import chosen_metrics, offered_metrics, overview_metrics
from tidegauge.reports.dimensions import known_dimensions
from tidegauge.reports.scope import table
from tidegauge.reports.scope_detail import scope_detail
from tidegauge.reports.source import Source

settings, question, catalog = state.settings(), asked().filter, state.store().catalog()
source, usual = Source(state.store(), settings.dimensions), settings.default_dimensions
top = st.container()
with top:
    waiting = st.skeleton(112) if arrived() else st.empty()
bar = st.container(
    horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"
)
with bar.container(horizontal=True, width="content", gap="small"):
    known = known_dimensions(source, question, usual)
    choice = scope_choice(offered_metrics(settings, catalog), overview_metrics(settings, catalog), known)
if question.reference is None:
    waiting.empty()
    with top:
        finding(NOTHING, "Scope", label="○ nothing compared")
    end_page()
with panel("scope"):
    (metric,) = chosen_metrics((choice.metric,), settings, catalog)
    timed = state.report(
        timed_scope, source, question, metric, choice.dimensions, usual, currency=settings.currency
    )
    report = timed.report
    waiting.empty()
    with top:
        words(report.windows)
        with st.container(gap=None):
            finding(timed.finding, "Scope")
            again = st.empty()
    if not report.rows:
        end_page()
    head("What explains it", "smallest set of segments; parts add up to the whole")
    row = scope_table(report)
    scope_aliases(row)
    with bar.container(horizontal=True, vertical_alignment="center", width="content", gap="small"):
        glossary("interval", "n", "pt", "mix and rate", "not material", "onset", "corrected for the search")
        download(table(report), "scope", report)
        scope_actions(report, row, question)
    halves, box = st.grid(2, min_column_width=400), drawn_box()
    left, right = halves.cell(), halves.cell()
    with left, panel("course"):
        scope_chart(report, row)
    with right, panel("changes"):
        scope_changes(row, report.windows.time_zone)
    with panel("detail"):
        detail = state.report(scope_detail, source, question, metric, report.metric, row, usual, box=box)
        with right:
            scope_contrast(detail, row, box, report.windows.time_zone)
        with left:
            scope_sample(detail, report.windows.time_zone, failing=is_failing(report))
    with panel("replay"):
        scope_replay_words(again, report, source, question, metric, choice.dimensions)
