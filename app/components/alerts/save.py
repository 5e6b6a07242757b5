"""`Save rule`: signed, with a reason, and only after a back-test of exactly this rule."""

import streamlit as st

from app import state
from app.components.alerts.asking import store_name
from app.components.alerts.draft import open_rule
from app.components.states import plain
from app.signed_in import signer, who
from tidegauge.alerts.records import Rule
from tidegauge.alerts.tried import save_tried
from tidegauge.errors import TidegaugeError
from tidegauge.settings_alerts import RuleTable
from tidegauge.workbench.members import LONGEST_NAME

_SAVED = "tg_rule_saved"


def save_button(saved: Rule | None, table: RuleTable | None, why_not: str, suggested: str) -> None:
    """Show the button; `why_not` says why it is disabled, empty where it is not. `suggested` is a name for a new rule."""
    pressed = st.button(
        "Save rule",
        type="secondary" if why_not else "primary",
        disabled=bool(why_not),
        icon=":material/save:",
        key="rule_save",
        help=plain(why_not) if why_not else None,
    )
    if pressed and table is not None:
        _dialog(saved.name if saved else "", table, suggested)


def saved_note() -> None:
    """Say once that a rule was saved, and what happens now."""
    name = st.session_state.pop(_SAVED, None)
    if name:
        st.success(
            plain(f"“{name}” is saved. The next check evaluates it: tidegauge check, or tidegauge watch.")
        )


@st.dialog("Save the rule", width="medium")
def _dialog(name: str, table: RuleTable, suggested: str) -> None:
    with st.form("rule_save_form", border=False):
        if name:
            st.text(f"A new version of “{name}”. Older versions stay on record.")
            told = name
        else:
            told = st.text_input("Name", suggested, max_chars=200, key="rule_name")
        by = signer() if who().verified else st.text_input("Signed by", max_chars=LONGEST_NAME, key="rule_by")
        reason = st.text_input(
            "Reason", max_chars=200, key="rule_reason", placeholder="JSON breaks after prompt releases"
        )
        pressed = st.form_submit_button("Save rule", type="primary")
    if pressed and _save(told, table, by, reason):
        st.rerun()


def _save(name: str, table: RuleTable, by: str, reason: str) -> bool:
    try:
        kept = save_tried(
            state.workbench(),
            store_name(),
            name,
            table,
            state.settings().alerts,
            by=by,
            at=state.now().replace(microsecond=0),
            reason=reason,
        )
    except TidegaugeError as error:
        st.error(plain(str(error)))
        return False
    st.session_state[_SAVED] = kept.name
    open_rule(kept.name)
    return True
