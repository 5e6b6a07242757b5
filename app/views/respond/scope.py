"""Scope: which segments a change comes from, since when, and which change fits."""

import streamlit as st

from app import state
from app.components.done import end_page
from app.components.download import download
from app.components.finding import finding
from app.components.frame import asked
from app.components.glossary import glossary
from app.components.head import head
from app.components.renewed import asked_anew, drawn, place
from app.components.scope.actions import scope_actions
from app.components.scope.aliases import scope_aliases
from app.components.scope.asking import timed_scope
from app.components.scope.choice import NOTHING, arrived, scope_choice
from app.components.scope.ignored import note_link, scope_ignored
from app.components.scope.replay import scope_replay_words
from app.components.scope.story import scope_story
from app.components.scope.table import scope_table
from app.components.states import panel
from app.components.words import words
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.reports.probes import probe_series
from tidegauge.reports.scope import table
from tidegauge.reports.scope_probes import with_probe_evidence
from tidegauge.reports.source import Source

settings, question, catalog = state.settings(), asked().filter, state.store().catalog()
source, usual = Source(state.store(), settings.dimensions), settings.default_dimensions
note_link(arrived=arrived())
above = st.container()
bar = st.container(
    horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"
)
with bar.container(horizontal=True, width="content", gap="small"):
    choice = scope_choice(settings, source, question)
if question.reference is None:
    with above:
        finding(NOTHING, "Scope", label="○ nothing compared")
    end_page()
this = (repr(question), choice)
is_new = asked_anew("scope", this)
top, tools = (
    place(above, is_new=is_new, waits=112),
    place(bar.container(width="content"), is_new=is_new, waits=36),
)
with panel("scope"):
    (metric,) = chosen_metrics((choice.metric,), settings, catalog)
    waits = st.container()
    body = place(st.container(), is_new=is_new, waits=420)
    with waits:
        timed = state.report(
            timed_scope, source, question, metric, choice.dimensions, usual, currency=settings.currency
        )
    at, zone = state.now(), question.time_zone
    report = with_probe_evidence(timed.report, probe_series(state.workbench(), at, zone), zone, at)
    drawn("scope", this)
    with top.filled():
        scope_ignored(report.rows, question.current.window, choice.unknown)
        words(report.windows)
        said = st.empty()
        with said:
            finding(timed.finding, "Scope")
    with body.filled():
        if not report.rows:
            end_page()
        head("What explains it", "smallest set of segments; parts add up to the whole")
        row = scope_table(report)
        scope_aliases(row)
        with tools.filled().container(
            horizontal=True, vertical_alignment="center", width="content", gap="small"
        ):
            glossary(
                "interval", "n", "pt", "mix and rate", "not material", "onset", "corrected for the search"
            )
            download(table(report), "scope", report)
            scope_actions(report, row, question)
        scope_story(report, row, source, question, metric)
    with panel("replay"):
        scope_replay_words(said, timed, source, question, metric, choice.dimensions)
