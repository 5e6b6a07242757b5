"""The order of the Judge page: did it move, was it the ruler, can it be trusted; then where, and how much to judge."""

import streamlit as st

from app.components.follow import follow
from app.components.judge.charts import (
    anchor_chart,
    corrected_chart,
    distribution_chart,
    raw_chart,
    reliability_chart,
)
from app.components.judge.confusion import confusion_panel, disagreements
from app.components.judge.quality import quality_panel
from app.components.judge.review import judge_review
from app.components.judge.rows import (
    agreement_panel,
    biases_panel,
    quality_line,
    ruler_panel,
    same_inputs_panel,
)
from app.components.judge.sampling import sampling_panel
from app.components.judge.tables import scores_table, segments_table, versions_table
from app.components.states import panel
from tidegauge.findings import Link
from tidegauge.reports._judge.report import JudgeReport


def judge_panels(report: JudgeReport) -> None:
    """Show everything below the finding."""
    halves = st.grid(2, min_column_width=400)
    with halves.cell(), panel("judge score"):
        raw_chart(report)
    with halves.cell(), panel("corrected quality"):
        corrected_chart(report)
    with halves.cell(), st.container(gap="small"):
        with panel("quality"):
            quality_panel(report)
        with panel("ruler"):
            ruler_panel(report)
        with panel("agreement"):
            agreement_panel(report)
    with halves.cell(), st.container(gap="small"):
        with panel("distribution"):
            distribution_chart(report)
            quality_line(report)
        with panel("biases"):
            biases_panel(report.biases)
        with panel("actions"):
            _actions(report)
    _below(report)


def _actions(report: JudgeReport) -> None:
    with st.container(horizontal=True):
        found = disagreements(report)
        if found is not None:
            follow(
                found[1],
                f"{found[0]:,} passed by the judge, failed by people",
                key="judge_apart",
                kind="primary",
            )
        follow(
            Link("traces", {"only": "judged low"}), "Answers judged low", key="judge_low", kind="secondary"
        )
    with st.container(horizontal=True):
        judge_review(report)


def _below(report: JudgeReport) -> None:
    # In full width: what is right of the edge of half a page nobody sees.
    with panel("segments"):
        segments_table(report)
    with panel("scores"):
        scores_table(report)
    with panel("judges"):
        versions_table(report)
    halves = st.grid(2, min_column_width=400)
    if report.anchors:
        with halves.cell(), panel("anchors"):
            anchor_chart(report)
    if report.confusion is not None:
        with halves.cell(), panel("confusion"):
            confusion_panel(report)
    if report.length_controlled is not None:
        with halves.cell(), panel("same inputs"):
            same_inputs_panel(report)
    if report.sampling is not None:
        with halves.cell(), panel("sampling"):
            sampling_panel(report.sampling)
    if report.reliability is not None:
        with halves.cell(), panel("reliability"):
            reliability_chart(report)


def scores_at_least(report: JudgeReport) -> None:
    """Show the other scores of a page that has none of the one that is asked for."""
    if report.scores:
        with panel("scores"):
            scores_table(report)
