"""Agreement: do people mean the same thing when they label?"""

import streamlit as st

from app import state
from app.components.agreement.adjudicate import adjudicate_button, adjudicate_failed
from app.components.agreement.panels import agreement_panels
from app.components.done import end_page
from app.components.download import download
from app.components.finding import finding
from app.components.frame import asked
from app.components.glossary import glossary
from app.components.split_choice import split_choice
from app.components.states import panel
from app.components.words import words
from tidegauge.reports._agreement.sentence import LABELS
from tidegauge.reports._agreement.texts import labels_facts
from tidegauge.reports.agreement import agreement, table
from tidegauge.reports.dimensions import known_dimensions
from tidegauge.reports.judge_question import label_questions
from tidegauge.reports.source import Source
from tidegauge.workbench.known_labels import known_labels

settings, question, catalog = state.settings(), asked().filter, state.store().catalog()
source = Source(state.store(), settings.dimensions)
dimensions = known_dimensions(source, question, settings.default_dimensions)
top = st.container()
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    name = split_choice(catalog.scores, "labelled", 220, placeholder="lowest agreement")
    chosen = split_choice(
        dimensions, "labels_by", 180, placeholder=dimensions[0] if dimensions else "no split"
    )
    blind = st.toggle(
        "Blind names", key="blind", bind="query-params", help="Letters stand for reviewers' names."
    )
    corner = st.container(horizontal=True, width="content")
with panel("agreement"):
    by = chosen or next(iter(dimensions), None)
    questions = label_questions(settings, catalog)
    known = known_labels(state.workbench(), source.store.url)
    report = state.report(agreement, source, question, questions, name, by, blind=bool(blind), known=known)
    with top:
        words(report.windows, *labels_facts(report))
        finding(report.findings[0], "Agreement", label=LABELS.get(report.findings[0].kind))
    adjudicate_failed()
    with corner:
        adjudicate_button(source, question, questions, report)
        download(table(report), "agreement", report)
        glossary("interval", "n", "kappa, alpha, AC1")
    if not report.scores:
        end_page()
    agreement_panels(report)
