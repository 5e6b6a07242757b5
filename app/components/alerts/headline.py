"""The finding of the page, or what to do where there is no rule yet."""

import streamlit as st

from app.components.finding import block, finding
from tidegauge.alerts.overview_records import AlertsReport, RuleState
from tidegauge.formats import Tone

_FIRST = (
    "Suggest from my data writes rules from what is usual here, with the false pages of each",
    "New rule begins with an empty sentence",
    "or write them into tidegauge.toml",
)
_BADGES = {
    RuleState.FIRING: "● firing",
    RuleState.NO_DATA: "– no data",
    RuleState.UNREAD: "✕ not evaluated",
    RuleState.PENDING: "◐ pending",
    RuleState.UNTOLD: "? cannot tell",
    RuleState.UNCHECKED: "? not checked yet",
}


def rules_headline(report: AlertsReport) -> None:
    """Show it."""
    first = report.findings[0]
    if not report.rows:
        st.html(block("Alert rules", "", first.sentence, _FIRST, Tone.QUIET))
        return
    finding(first, "Alert rules", label=_BADGES.get(report.rows[0].state, "○ quiet"))
