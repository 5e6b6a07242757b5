"""The order of the Agreement page: each score, over time, who with whom, where, and the answers they disagree on."""

import streamlit as st

from app.components.agreement.chart import agreement_chart
from app.components.agreement.disagreements import disagreements_table
from app.components.agreement.qualified import qualified_table
from app.components.agreement.rows import scores_panel
from app.components.agreement.tables import pairs_table, reviewers_table, segments_table
from app.components.states import panel
from tidegauge.reports._agreement.records import AgreementReport


def agreement_panels(report: AgreementReport) -> None:
    """Show everything below the finding."""
    halves = st.grid(2, min_column_width=400)
    with halves.cell(), panel("agreement by score"):
        scores_panel(report)
    if report.lines or report.pairs:
        with halves.cell(), panel("agreement over time"):
            agreement_chart(report)
    if report.pairs:
        with halves.cell(), panel("reviewer pairs"):
            pairs_table(report)
    if len(report.reviewers) > 1:
        with halves.cell(), panel("reviewers"):
            reviewers_table(report)
    if report.qualified:
        with halves.cell(), panel("known answers"):
            qualified_table(report)
    if report.segments:
        with panel("agreement by segment"):
            segments_table(report)
    if report.disagreements:
        with panel("disagreements"):
            disagreements_table(report)
