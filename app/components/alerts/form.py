"""The rule as one sentence, in which every slot is a widget."""

from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import state
from app.components.alerts.clauses import CLAUSES, bound
from app.components.alerts.offered import Offered
from app.components.alerts.phrases import Phrase, keys_of, phrase_of, phrases
from app.components.alerts.rest import rest
from app.components.alerts.slots import Slots
from tidegauge.alerts.conditions._words import length_words, metric_of
from tidegauge.settings_alerts import RuleTable

Values = dict[str, object]
WINDOWS = ("5 min", "15 min", "30 min", "1 hour", "4 hours", "1 day")
LATE = ("0 s", "5 min", "10 min", "30 min", "1 hour", "4 hours")
OFTEN = ("1 of 1", "2 of 3", "3 of 5", "5 of 5")
CALLS = ("20", "50", "100", "200", "500", "1000")
MISSING = {"keep": "keep state", "ok": "call it ok", "no data": "say no data", "firing": "fire"}
SEVERITIES = ("computed", "P0", "P1", "P2", "P3")


def rule_form(table: RuleTable, slots: Slots, offered: Offered) -> Values:
    """Show the sentence and return what its slots hold, as `alerts.written.heard` reads it."""
    with _line():
        slots.words("When")
        phrase, subject = _subject(table, slots, offered)
        clauses = _clauses(phrase, subject, table, slots)
        often = _often(table, slots)
        where = _where(table, slots, offered)
        slots.words("after late data of")
        late = slots.pick("late_data", "late data", LATE, length_words(table.late_data), 104, free=True)
    with _line():
        silence = _silence(table, slots, offered)
        unit = "share" if phrase.of_calls else unit_of(subject)
        more = rest(table, slots, offered, keys_of(phrase.condition), unit)
    own = {"condition": phrase.condition, **phrase.keys}
    return {**own, **subject, **clauses, **often, **where, "late_data": late, **silence, **more}


def _line() -> DeltaGenerator:
    return st.container(horizontal=True, vertical_alignment="center", gap="xsmall")


def _subject(table: RuleTable, slots: Slots, offered: Offered) -> tuple[Phrase, Values]:
    """Ask what is watched and how. The first stands before the second, which decides what it is."""
    place, known = st.container(width="content"), phrases()
    words = slots.pick("phrase", "what it does", list(known), phrase_of(table).words, 226)
    phrase = known.get(words) or phrase_of(table)
    with place:
        if phrase.subject == "metric":
            return phrase, {"metric": _metric(table, slots, offered, phrase.condition)}
        if phrase.subject == "column":
            names = offered.columns
            return phrase, {
                "column": slots.pick("column", "column", names, table.column or "", 200, free=True)
            }
    # What has no slot stays as it is.
    return phrase, {"metric": table.metric} if "metric" in keys_of(phrase.condition) else {}


def _metric(table: RuleTable, slots: Slots, offered: Offered, condition: str) -> str:
    usual = "cost" if condition == "budget" else next((one for one in offered.metrics if one != "calls"), "")
    first = table.metric or usual
    settings = state.settings()
    return slots.pick(
        "metric",
        "metric",
        offered.metrics,
        first,
        200,
        free=True,
        said=lambda name: metric_of(name, settings).label,
    )


def unit_of(subject: Mapping[str, object]) -> str:
    """Return the unit of the metric that is watched, if there is one."""
    name = subject.get("metric")
    return metric_of(str(name), state.settings()).unit if name else ""


def _clauses(phrase: Phrase, subject: Values, table: RuleTable, slots: Slots) -> Values:
    found: Values = {}
    unit = "share" if phrase.of_calls else unit_of(subject)
    for place, name in enumerate(phrase.bounds):
        if place:
            slots.words("and")
        found |= bound(slots, table, name, unit)
    if phrase.of_calls:
        slots.words("of calls")
    for name, ask in CLAUSES.items():
        if name in keys_of(phrase.condition):
            found |= ask(slots, table)
    return found


def _often(table: RuleTable, slots: Slots) -> Values:
    slots.words("for")
    often = slots.pick("often", "how many", OFTEN, f"{table.breaches} of {table.of}", 98, free=True)
    slots.words("windows of")
    window = slots.pick("window", "window", WINDOWS, length_words(table.window), 104, free=True)
    slots.words("with at least")
    calls = slots.pick("minimum_n", "calls", CALLS, str(table.minimum_n), 92, free=True)
    slots.words("calls,")
    return {"often": often, "window": window, "minimum_n": calls}


def _where(table: RuleTable, slots: Slots, offered: Offered) -> Values:
    slots.words("for each")
    each = slots.several(
        "for_each", "for each", offered.dimensions, table.for_each, 220, "all calls together"
    )
    slots.words("where")
    chips = slots.several("where", "where", offered.chips, table.where, 220, "anywhere")
    return {"for_each": each, "where": chips}


def _silence(table: RuleTable, slots: Slots, offered: Offered) -> Values:
    slots.words("If there is no data:")
    said = {words: name for name, words in MISSING.items()}
    missing = slots.pick("no_data", "no data", list(said), MISSING[table.no_data], 128)
    slots.words("Mute when")
    causes = slots.several("mute_when", "mute when", offered.rules, table.mute_when, 200, "no other rule")
    slots.words("fires. Severity")
    severity = slots.pick("severity", "severity", SEVERITIES, table.severity, 120)
    return {"no_data": said.get(missing, "keep"), "mute_when": causes, "severity": severity}
