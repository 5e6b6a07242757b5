"""One rule: its sentence, its back-test, and what may be done with it."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from app import state
from app.components.alerts.asking import History, ask, is_asked, store_name
from app.components.alerts.buttons import rule_buttons
from app.components.alerts.draft import Draft, keep
from app.components.alerts.form import rule_form
from app.components.alerts.now import rule_now
from app.components.alerts.offered import offered
from app.components.alerts.result import backtest_result
from app.components.alerts.slots import Slots
from app.components.head import head
from app.components.states import panel
from tidegauge import formats
from tidegauge.alerts.fitted import fitted
from tidegauge.alerts.overview_records import AlertRow
from tidegauge.alerts.records import Origin, Rule
from tidegauge.alerts.rules import check_rule
from tidegauge.alerts.rules_toml import toml_of
from tidegauge.alerts.spoken import spoken
from tidegauge.alerts.tried import tried
from tidegauge.alerts.written import heard
from tidegauge.errors import SettingsError, TidegaugeError
from tidegauge.reports.source import Source
from tidegauge.workbench.alert_rules import SavedRule

NAMELESS = "new rule"


def rule_panel(
    draft: Draft, row: AlertRow | None, past: History, versions: Sequence[SavedRule], zone: str
) -> None:
    """Show the rule of the form; `row` is the one of the table, `past` what its back-test is held to."""
    _title(draft, versions)
    if row is not None:
        rule_now(row, zone)
    if draft.linked and draft.fresh and not draft.is_locked:
        draft = _fitted(draft)
    rule, problem = _read(draft) if draft.is_locked else _written(draft, past)
    if draft.problem:
        st.html(f'<div class="tg-error">{escape(draft.problem)}</div>')
    if problem:
        st.html(f'<div class="tg-error">{escape(problem)}</div>')
    if rule is not None and draft.linked and draft.fresh:
        ask(rule)
    rule_buttons(draft, rule, problem)
    if rule is None or problem:
        return
    if is_asked(rule):
        with panel("back-test"):
            backtest_result(rule, past, zone)
    else:
        _remembered(rule, zone)
    with st.expander("as TOML"):
        st.code(toml_of([replace(rule, name=draft.name or rule.name)]), language="toml")


def _fitted(draft: Draft) -> Draft:
    source = Source(state.store(), state.settings().dimensions)
    try:
        return replace(draft, table=state.report(fitted, source, state.settings(), draft.table))
    except TidegaugeError:
        return draft  # what is wrong with it, the form says


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
        said = str(error).removeprefix(f"Alert rule “{name}”, ")
        return None, said[:1].upper() + said[1:]
    keep(draft, rule.table)
    return rule, ""


def _remembered(rule: Rule, zone: str) -> None:
    past = tried(state.workbench(), store_name(), rule.table)
    if past is not None:
        said = f"Back-tested {formats.age(past.at, state.now(), zone)}: {past.sentence}"
        st.html(f'<div class="tg-details">{escape(said)}</div>')
