"""Switch a rule of the page off or on, or take it away: signed, with a reason."""

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from app import state
from app.components.alerts.draft import RULE
from app.components.states import plain
from app.signed_in import signer, who
from tidegauge.alerts.records import Rule
from tidegauge.errors import TidegaugeError
from tidegauge.workbench.alert_rules import remove_rule, save_rule
from tidegauge.workbench.members import LONGEST_NAME


def switch_buttons(rule: Rule) -> None:
    """Show the buttons of a saved rule."""
    label = "Switch off…" if rule.table.enabled else "Switch on…"
    if st.button(label, key="rule_switch", icon=":material/power_settings_new:"):
        _switch(rule)
    if st.button("Take away…", key="rule_remove", icon=":material/delete:"):
        _remove(rule)


@st.dialog("Switch the rule off or on", width="medium")
def _switch(rule: Rule) -> None:
    turned = rule.table.model_copy(update={"enabled": not rule.table.enabled})
    said = "Nobody is told of it while it is off." if rule.table.enabled else "The next check evaluates it."
    st.text(f"“{rule.name}”. {said}")
    _signed(
        "Switch on" if turned.enabled else "Switch off",
        lambda by, reason: save_rule(state.workbench(), rule.name, turned, by=by, at=_now(), reason=reason),
    )


@st.dialog("Take the rule away", width="medium")
def _remove(rule: Rule) -> None:
    st.text(f"“{rule.name}”. What it fired, and its versions, stay on record.")

    def take(by: str, reason: str) -> None:
        remove_rule(state.workbench(), rule.name, by=by, at=_now(), reason=reason)
        st.query_params.pop(RULE, None)

    _signed("Take away", take)


def _signed(label: str, act: Callable[[str, str], object]) -> None:
    with st.form("rule_act_form", border=False):
        by = signer() if who().verified else st.text_input("Signed by", max_chars=LONGEST_NAME, key="act_by")
        reason = st.text_input("Reason", max_chars=200, key="act_reason")
        pressed = st.form_submit_button(label, type="primary")
    if not pressed:
        return
    try:
        act(by, reason)
    except TidegaugeError as error:
        st.error(plain(str(error)))
        return
    st.rerun()


def _now() -> datetime:
    return state.now().replace(microsecond=0)
