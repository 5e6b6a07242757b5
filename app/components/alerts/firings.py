"""Every time at which a rule would have fired, as a table: the way to Scope without the chart."""

import streamlit as st

from app import state
from app.components.alerts.chart import to_scope
from app.components.row_choice import row_choice
from tidegauge import formats
from tidegauge.alerts.backtest_records import Backtest, Firing
from tidegauge.alerts.records import segment_words

MOST = 6


def firings_table(found: Backtest, zone: str, key: str) -> None:
    """Show the firings, the newest first; of the chosen one its sentence and the way to Scope."""
    if not found.firings:
        return
    newest = sorted(found.firings, key=lambda one: one.fired, reverse=True)
    columns = {
        "When": st.column_config.TextColumn(width=130),
        "Segment": st.column_config.TextColumn(width=230),
        "Severity": st.column_config.TextColumn(width=70),
        "Incident": st.column_config.TextColumn(width=110),
        "What": st.column_config.TextColumn(width=420),
    }
    chosen = row_choice(
        newest,
        [_cells(one, found, zone) for one in newest],
        f"firings_{key}",
        columns,
        most=MOST,
        alt=found.sentence,
    )
    for one in chosen:
        st.text(one.sentence)
        label = f"Scope at {formats.moment(one.fired, zone, state.now())}"
        arrow = ":material/arrow_forward:"
        if st.button(label, key=f"scope_{key}", icon=arrow, icon_position="right"):
            to_scope(one)


def _cells(one: Firing, found: Backtest, zone: str) -> dict[str, str]:
    nobody = "false" if found.incidents else formats.MISSING
    lasted = "" if one.resolved is None else f", {formats.duration(_ms(one))} until resolved"
    return {
        "When": formats.moment(one.fired, zone, state.now()),
        "Segment": segment_words(one.segment)[:200],
        "Severity": one.severity.value,
        "Incident": (one.known or nobody)[:80],
        "What": f"{one.sentence[:300]}{lasted}",
    }


def _ms(one: Firing) -> float:
    return 0.0 if one.resolved is None else (one.resolved - one.fired).total_seconds() * 1000
