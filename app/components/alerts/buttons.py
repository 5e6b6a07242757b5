"""What may be done with the rule in the form: try it, save it, switch it off, or begin another one from it."""

from datetime import timedelta
from html import escape
from math import ceil

import streamlit as st

from app import state
from app.components.alerts.asking import ask, is_asked, store_name
from app.components.alerts.draft import Draft, begin
from app.components.alerts.save import save_button
from app.components.alerts.switch import switch_buttons
from app.signed_in import may
from tidegauge.alerts.backtest import DAYS
from tidegauge.alerts.conditions import conditions
from tidegauge.alerts.records import Rule
from tidegauge.alerts.tried import tried
from tidegauge.workbench.permission import Act


def rule_buttons(draft: Draft, rule: Rule | None, problem: str) -> None:
    """Show what may be done with the rule of the form; `problem` says what is wrong with it, if anything."""
    why_not = _why_not(draft, rule, problem)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        again = rule is not None and is_asked(rule)
        st.button(
            _history_words(),
            type="primary" if why_not and not again else "secondary",
            icon=":material/history:",
            key="rule_backtest",
            disabled=rule is None,
            on_click=ask if rule else None,
            args=(rule,) if rule else None,
        )
        if draft.is_locked:
            _copy(draft)
            return
        save_button(draft.saved, rule.table if rule else None, why_not, draft.name or _name(rule))
        if draft.saved is not None:
            switch_buttons(draft.saved)
        if why_not and not problem:
            st.html(f'<div class="tg-details">{escape(why_not)}</div>', width="content")


def _why_not(draft: Draft, rule: Rule | None, problem: str) -> str:
    if rule is None:
        return problem
    if draft.saved is not None and rule.table == draft.saved.table:
        return "Nothing was changed."
    if tried(state.workbench(), store_name(), rule.table) is None:
        return "Save is possible after a back-test of exactly this rule."
    return ""


def _history_words() -> str:
    held = state.catalog()
    there = ceil((held.newest - held.first) / timedelta(days=1)) if held.first and held.newest else DAYS
    days = max(1, min(DAYS, there))
    return f"Back-test on {days} {'day' if days == 1 else 'days'}"


def _copy(draft: Draft) -> None:
    if may(Act.LEAD):
        st.button(
            "Start a new rule from it",
            icon=":material/content_copy:",
            key="rule_copy",
            on_click=begin,
            args=(draft.table,),
        )


def _name(rule: Rule | None) -> str:
    if rule is None:
        return ""
    words = conditions()[rule.table.condition].words(rule, state.settings())
    by = f" by {', '.join(rule.table.for_each)}" if rule.table.for_each else ""
    return f"{words.partition(' is ')[0]}{by}"[:120].lower()
