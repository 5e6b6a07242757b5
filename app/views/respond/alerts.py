"""Alert rules: who is woken by what, what it would have cost, and what it would have caught."""

import streamlit as st

from app import state
from app.components.alerts.actions import refused_note, rules_actions
from app.components.alerts.asking import history, store_name
from app.components.alerts.draft import chosen_draft
from app.components.alerts.headline import rules_headline
from app.components.alerts.rule import rule_panel
from app.components.alerts.save import saved_note
from app.components.alerts.suggested import suggested_rules
from app.components.alerts.table import rules_table
from app.components.done import end_page
from app.components.kept import kept
from app.components.states import empty_store, panel, plain
from app.components.view_popover import viewer_zone
from tidegauge.alerts.overview import alerts_overview
from tidegauge.alerts.rules import rules_of
from tidegauge.errors import SettingsError
from tidegauge.workbench.alert_rules import list_rules

try:
    state.read_alerts_again()
except SettingsError as error:
    st.error(plain(f"The settings file cannot be read now; these are its rules of before. {error}"))
settings, engine, zone = state.settings(), state.workbench(), kept("tz", viewer_zone())
with panel("alerts"):
    saved = list_rules(engine)
    rules = rules_of(settings, saved)
    if not rules and state.problem() is None and not state.catalog().rows.get("spans"):
        empty_store("Alert rules")
        end_page()
    past = history(rules)
    report = alerts_overview(engine, store_name(), rules, settings, state.now(), zone)
    rules_headline(report)
    saved_note()
    rules_actions(report, past)
    refused_note()
    draft = chosen_draft(rules, report)
    if report.rows:
        rules_table(report, draft.saved.name if draft and draft.saved else None, zone)
    with panel("suggestions"):
        suggested_rules(past)
    if draft is None:
        end_page()
    with panel("rule"):
        row = next((one for one in report.rows if draft.saved and one.name == draft.saved.name), None)
        rule_panel(draft, row, past, saved, zone)
