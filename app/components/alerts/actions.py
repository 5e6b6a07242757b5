"""What the page offers above its table: a new rule, rules from the data, and back-tests of those without one."""

import streamlit as st

from app.components.alerts.asking import History, backtested, on_record
from app.components.alerts.draft import begin
from app.components.download import download
from app.components.glossary import glossary
from app.signed_in import may
from tidegauge.alerts.overview import table
from tidegauge.alerts.overview_records import AlertsReport, RuleState
from tidegauge.formats import count
from tidegauge.workbench.permission import Act

SUGGEST = "suggest"


def rules_actions(report: AlertsReport, past: History) -> None:
    """Show the buttons."""
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="right", gap="small"
    ):
        if may(Act.LEAD):
            _untried(report, past)
            st.button(
                "Suggest from my data", icon=":material/lightbulb:", key="rules_suggest", on_click=_suggest
            )
            st.button(
                "New rule",
                icon=":material/add:",
                key="rules_new",
                type="secondary" if report.rows else "primary",
                on_click=begin,
            )
        if report.rows:
            download(table(report), "alerts", report)
            glossary("states of a rule", "back-test", "false page", "severity of an alert", "frozen baseline")


def _suggest() -> None:
    st.query_params[SUGGEST] = "yes"


def _untried(report: AlertsReport, past: History) -> None:
    names = {row.name for row in report.rows if row.backtest is None and row.state is not RuleState.OFF}
    if not names or not st.button(
        f"Back-test {count(len(names))}", icon=":material/history:", key="rules_backtest"
    ):
        return
    slot = st.empty()
    for place, rule in enumerate([one for one in past.rules if one.name in names]):
        slot.caption(f"Back-test {place + 1} of {len(names)}")
        on_record(backtested(rule, past))
    slot.empty()
    st.rerun()
