"""What the page offers above its table: a new rule, rules from the data, and back-tests of those without one."""

from collections.abc import Sequence

import streamlit as st

from app.components.alerts.asking import History, backtested, on_record
from app.components.alerts.draft import begin, suggest
from app.components.download import download
from app.components.glossary import glossary
from app.components.states import plain
from app.signed_in import may
from tidegauge.alerts.overview import table
from tidegauge.alerts.overview_records import AlertsReport, RuleState
from tidegauge.alerts.records import Rule
from tidegauge.errors import SettingsError
from tidegauge.formats import count
from tidegauge.workbench.permission import Act

_WORDS = ("states of a rule", "back-test", "false page", "severity of an alert", "frozen baseline")
_REFUSED = "tg_backtests_refused"


def rules_actions(report: AlertsReport, past: History) -> None:
    """Show the buttons."""
    untried = {row.name for row in report.rows if row.backtest is None and row.state is not RuleState.OFF}
    pressed = False
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="right", gap="small"
    ):
        if may(Act.LEAD):
            pressed = bool(untried) and st.button(
                f"Back-test {count(len(untried))}", icon=":material/history:", key="rules_backtest"
            )
            st.button(
                "Suggest from my data", icon=":material/lightbulb:", key="rules_suggest", on_click=suggest
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
            glossary(*_WORDS)
    if pressed:
        _try([one for one in past.rules if one.name in untried], past)


def _try(wanted: Sequence[Rule], past: History) -> None:
    """Back-test one rule after another; what is found stays, also where the visitor stops it."""
    slot, refused = st.empty(), []
    for place, rule in enumerate(wanted):
        slot.caption(f"Back-test {place + 1} of {len(wanted)}")
        try:
            on_record(backtested(rule, past))
        except SettingsError as error:
            refused.append(str(error))  # of one rule: the others can be tried all the same
    st.session_state[_REFUSED] = refused
    st.rerun()


def refused_note() -> None:
    """Say once which rules could not be back-tested, and why."""
    for sentence in st.session_state.pop(_REFUSED, []):
        st.error(plain(sentence))
