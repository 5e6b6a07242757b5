"""What a rule says beyond its sentence: when it is over, how long it waits, who is told."""

from collections.abc import Collection

import streamlit as st

from app.components.alerts.clauses import limit_text
from app.components.alerts.offered import Offered
from app.components.alerts.slots import Slots
from tidegauge.alerts.conditions._words import length_words
from tidegauge.settings_alerts import RuleTable

RESOLVE = ("1", "3", "5", "10", "20")
LENGTHS = ("0 s", "1 hour", "4 hours", "1 day", "7 days")
INCIDENT = {None: "for P0 and P1", True: "always", False: "never"}


def rest(
    table: RuleTable, slots: Slots, offered: Offered, keys: Collection[str], unit: str
) -> dict[str, object]:
    """Show them in a popover and return what they hold; `keys` are those that the condition reads."""
    with st.popover("More", type="tertiary", width="content"):
        found = _over(table, slots, keys, unit)
        return {**found, **_told(table, slots, offered)}


def _over(table: RuleTable, slots: Slots, keys: Collection[str], unit: str) -> dict[str, object]:
    found: dict[str, object] = {}
    if "clear" in keys:
        st.caption("Clear only when it is back beyond (hysteresis; empty: the limit itself)")
        found["clear"] = slots.write("clear", "limit", limit_text(table.clear, unit), 160)
    st.caption("Resolved after so many clear windows in a row")
    found["resolve_after"] = slots.pick(
        "resolve_after", "windows", RESOLVE, str(table.resolve_after), 160, free=True
    )
    st.caption("After it was resolved, nobody is told again for")
    found["cooldown"] = slots.pick(
        "cooldown", "length", LENGTHS, length_words(table.cooldown), 160, free=True
    )
    st.caption("It cannot fire before the store has data of")
    found["warm_up"] = slots.pick("warm_up", "length", LENGTHS, length_words(table.warm_up), 160, free=True)
    return found


def _told(table: RuleTable, slots: Slots, offered: Offered) -> dict[str, object]:
    st.caption("Owner")
    owner = slots.write("owner", "as the settings say", table.owner or "", 260)
    st.caption("Channels")
    channels = slots.several(
        "channels", "channels", offered.channels, table.channels, 260, "those of the severity"
    )
    st.caption("Open an incident")
    said = {words: value for value, words in INCIDENT.items()}
    incident = slots.pick("incident", "incident", list(said), INCIDENT[table.incident], 160)
    st.caption("Runbook: what to do first")
    runbook = slots.write("runbook", "Roll the prompt back first.", table.runbook, 400)
    return {"owner": owner, "channels": channels, "incident": said.get(incident), "runbook": runbook}
