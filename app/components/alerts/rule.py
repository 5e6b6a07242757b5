"""One rule: its sentence, its back-test, and what may be done with it."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from app import state
from app.components.alerts.asking import History, ask, is_asked, store_name
from app.components.alerts.draft import Draft, begin, keep
from app.components.alerts.form import rule_form
from app.components.alerts.offered import offered
from app.components.alerts.result import backtest_result
from app.components.alerts.save import save_button
from app.components.alerts.slots import Slots
from app.components.alerts.switch import switch_buttons
from app.components.head import head
from app.components.states import panel
from app.signed_in import may
from tidegauge.alerts.backtest import DAYS
from tidegauge.alerts.conditions import conditions
from tidegauge.alerts.records import Origin, Rule
from tidegauge.alerts.rules import check_rule
from tidegauge.alerts.spoken import spoken
from tidegauge.alerts.tried import tried
from tidegauge.alerts.written import heard
from tidegauge.errors import SettingsError
from tidegauge.workbench.alert_rules import SavedRule
from tidegauge.workbench.permission import Act

NAMELESS = "new rule"


def rule_panel(draft: Draft, past: History, versions: Sequence[SavedRule], zone: str) -> None:
    """Show the rule of the form; `past` is what its back-test is held to."""
    _title(draft, versions)
    rule, problem = _read(draft) if draft.is_locked else _written(draft, past)
    if draft.problem:
        st.html(f'<div class="tg-error">{escape(draft.problem)}</div>')
    if problem:
        st.html(f'<div class="tg-error">{escape(problem)}</div>')
    _actions(draft, rule, problem)
    if rule is None or problem:
        return
    if is_asked(rule) or draft.linked:
        with panel("back-test"):
            backtest_result(rule, past, zone)
    else:
        _remembered(rule)


def _title(draft: Draft, versions: Sequence[SavedRule]) -> None:
    saved = draft.saved
    if saved is None:
        head("New rule", "nobody is told of it before it is saved")
        return
    mine = next((one for one in versions if one.name == saved.name), None)
    where = "set in tidegauge.toml: it is changed there"
    if mine is not None:
        where = f"version {mine.version}, saved by {mine.by or 'somebody'}: {mine.reason}"
    head(saved.name, where if saved.table.enabled else f"off · {where}")


def _read(draft: Draft) -> tuple[Rule, str]:
    """Show a rule that can only be read, and return it."""
    rule = draft.saved or Rule(NAMELESS, draft.table, Origin.PAGE)
    fires, rest = spoken(rule, state.settings())
    st.html(
        f'<div style="font-size:15px;line-height:1.6;overflow-wrap:anywhere">{escape(fires)}</div>'
        f'<div class="tg-details">{escape(rest)}</div>'
    )
    return rule, ""


def _written(draft: Draft, past: History) -> tuple[Rule | None, str]:
    """Show the form, and return the rule that stands in it and what is wrong with it, if anything."""
    name = draft.saved.name if draft.saved else NAMELESS
    others = tuple(one.name for one in past.rules if one.name != name)
    raw = rule_form(draft.table, Slots(draft.seed), offered(others))
    try:
        rule = Rule(name, heard({**raw, "enabled": draft.table.enabled}), Origin.PAGE)
        check_rule(rule, state.settings(), state.catalog())
    except SettingsError as error:
        return None, str(error).removeprefix(f"Alert rule “{name}”, ")
    keep(draft, rule.table)
    return rule, ""


def _actions(draft: Draft, rule: Rule | None, problem: str) -> None:
    why_not = _why_not(draft, rule, problem)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        again = rule is not None and (is_asked(rule) or draft.linked)
        st.button(
            f"Back-test on {DAYS} days",
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
        save_button(draft.saved, rule.table if rule else None, why_not, _name(rule))
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


def _remembered(rule: Rule) -> None:
    past = tried(state.workbench(), store_name(), rule.table)
    if past is not None:
        st.html(f'<div class="tg-details">{escape(past.sentence)}</div>')
