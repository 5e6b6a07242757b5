"""Cost: what was spent, why it moved, who spends, where it ends, and how the service did."""

import streamlit as st

from app import state
from app.components.cost.budgets import cost_budgets
from app.components.cost.options import cost_options
from app.components.cost.parts import cost_parts
from app.components.cost.per_call import cost_per_call
from app.components.cost.reconcile import cost_reconcile
from app.components.cost.runs import cost_runs
from app.components.cost.spend import cost_spend
from app.components.cost.spenders import cost_spenders
from app.components.cost.strip import cost_strip
from app.components.cost.unknown import cost_unknown
from app.components.cost.what_if import cost_what_if
from app.components.done import end_page
from app.components.download import download
from app.components.finding import finding
from app.components.frame import asked
from app.components.glossary import glossary
from app.components.service.section import service_section
from app.components.split_choice import split_choice
from app.components.states import panel
from app.components.words import words
from tidegauge.reports._cost.texts import cost_words
from tidegauge.reports.cost import cost, table
from tidegauge.reports.cost_dimension import cost_dimensions, spender_dimensions
from tidegauge.reports.source import Source

settings, question = state.settings(), asked().filter
source = Source(state.store(), settings.dimensions)
dimensions = state.report(cost_dimensions, source, question, settings.default_dimensions)
top = st.container()
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    st.html('<div style="font-size:14px">by</div>', width="content")
    by = split_choice(dimensions, "cost_by", 200, placeholder=dimensions[0] if dimensions else "no dimension")
    by = by or next(iter(dimensions), None)
    people = state.report(spender_dimensions, source, question, by)
    st.html('<div style="font-size:14px">who spends</div>', width="content")
    who = split_choice(
        (*people, *dimensions), "cost_who", 200, placeholder=people[0] if people else "nobody named"
    )
    corner = st.container(horizontal=True, width="content")
with panel("cost"):
    options = cost_options(source)
    report = state.report(cost, source, question, by, who or next(iter(people), None), options)
    with top:
        words(report.windows, *cost_words(report))
        finding(report.findings[0], "Cost")
    if not report.windows.n_current:
        end_page()
    with corner:
        download(table(report), "cost", report)
        glossary(
            "interval", "n", "pt", "parts of a change", "budget forecast", "retry loop", "Gini", "unpriced"
        )
    halves = st.grid(2, min_column_width=400)
    with halves.cell():
        cost_parts(report)
    with halves.cell():
        cost_budgets(report)
    cost_strip(report)
    halves = st.grid(2, min_column_width=400)
    with halves.cell():
        cost_spend(report)
    with halves.cell():
        cost_spenders(report)
    cost_runs(report)
    cost_per_call(report)
    cost_unknown(report)
    cost_what_if(source, question, report, options)
    cost_reconcile(source, question, options)
service_section(source, question, by)
