"""`Make alert rule`: from any page to a new rule that is filled in already."""

from collections.abc import Sequence

import streamlit as st

from app import menu
from app.components.page_link import query, query_values
from app.signed_in import may
from tidegauge.workbench.permission import Act

RULES = "respond/alerts.py"


def make_rule_button(
    key: str,
    *,
    condition: str,
    metric: str | None = None,
    column: str | None = None,
    for_each: Sequence[str] = (),
    chips: Sequence[str] = (),
) -> None:
    """Show the button to those who may save rules. The page's own filter chips, and these, become the rule's."""
    if not may(Act.LEAD) or all(entry.path != RULES for entry in menu.entries()):
        return
    if st.button("Make alert rule", key=key, icon=":material/add_alert:"):
        where = list(dict.fromkeys([*query_values(query()).get("where", []), *chips]))
        told = {"condition": condition, "metric": metric, "column": column}
        named = {name: value for name, value in told.items() if value}
        lists = {"for_each": list(for_each), "where": where}
        menu.go(RULES, {**named, **{name: values for name, values in lists.items() if values}})
