"""Judge: can the score be trusted, and did the ruler move."""

import streamlit as st

from app import state
from app.components.done import end_page
from app.components.download import download
from app.components.finding import finding
from app.components.frame import asked
from app.components.glossary import glossary
from app.components.judge.choice import evaluator_choice, judge_choice, judge_missing
from app.components.judge.panels import judge_panels, scores_at_least
from app.components.states import panel
from app.components.words import words
from tidegauge.judging.paid import paid_per_answer
from tidegauge.reports._judge.texts import coverage_facts
from tidegauge.reports.dimensions import known_dimensions
from tidegauge.reports.judge import judge, table
from tidegauge.reports.judge_question import judge_question, score_names
from tidegauge.reports.source import Source

settings, question, catalog = state.settings(), asked().filter, state.store().catalog()
source = Source(state.store(), settings.dimensions)
dimensions = known_dimensions(source, question, settings.default_dimensions)
top = st.container()
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    choice = judge_choice(score_names(settings, catalog), dimensions)
    judges = st.container(width="content")
    corner = st.container(horizontal=True, width="content")
with panel("judge"):
    by = choice.by or (dimensions[0] if dimensions else None)
    wanted = judge_question(settings, catalog, choice.score, by, choice.judge)
    wanted = wanted.costing(paid_per_answer(state.workbench(), source.store))
    report = state.report(judge, source, question, wanted)
    with top:
        words(report.windows, *coverage_facts(report.coverage, report.windows))
        finding(report.findings[0], "Judge")
        judge_missing(report)
    with judges:
        evaluator_choice(report)
    with corner:
        download(table(report), "judge", report)
        glossary(
            "interval",
            "n",
            "pt",
            "not comparable",
            "corrected quality",
            "PPI++",
            "Rogan and Gladen",
            "anchor answers",
            "kappa, alpha, AC1",
            "on passes, on marks",
            "raters that swap",
            "not applicable",
            "ECE, Brier",
        )
    if report.raw is None:
        scores_at_least(report)
        end_page()
    judge_panels(report)
