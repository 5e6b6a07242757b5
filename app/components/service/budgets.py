"""Error budgets: what is left of each, how fast it goes, and when it ends; without any, how an objective is set."""

from html import escape

import polars as pl
import streamlit as st

from app.components.head import head
from app.components.row_choice import table_height
from app.components.verdict_column import verdict_column
from tidegauge import formats
from tidegauge.reports._service.records import ServiceReport, SloState
from tidegauge.reports._service.texts import (
    alert_words,
    end_words,
    good_words,
    left_words,
    objective_words,
    pace_words,
    pair_words,
)

MOST, ROW = 6, 34
_EXAMPLE = (
    "[service.slos.answers]\nobjective = 0.995\n\n[service.slos.fast]\nobjective = 0.95\nlatency_ms = 4000"
)


def service_budgets(report: ServiceReport, zone: str) -> None:
    """Show the table and, of what burns, the alerts that say so."""
    head("Error budgets", "an objective allows so many bad calls; burning 1 time uses them up just in time")
    if not report.slos:
        if not report.notes:
            st.html('<div class="tg-details">No objective is set. In tidegauge.toml:</div>')
            st.code(_EXAMPLE, language="toml")
        return
    config = st.column_config
    st.dataframe(
        pl.DataFrame([_cells(one, zone) for one in report.slos], infer_schema_length=None),
        hide_index=True,
        height=table_height(len(report.slos), MOST, ROW),
        row_height=ROW,
        key="service_budgets",
        column_config={
            "Objective": config.TextColumn(width=104),
            "Verdict": verdict_column(132),
            "Left": config.ProgressColumn(format="%.0f%%", min_value=0, max_value=100, width=92),
            "Budget left": config.TextColumn(width=168),
            "Last day burns": config.TextColumn(width=132),
            "Alert": config.TextColumn(width=168),
            "It ends": config.TextColumn(width=140),
            "Good": config.TextColumn(width=148),
            "Of calls": config.TextColumn(width=220),
            "n": config.NumberColumn(format="localized"),
        },
    )
    lines = [f"{one.name}: {pair_words(pair)}" for one in report.slos for pair in one.pairs if pair.speaks]
    lines.append("It ends at the pace of the last day. Windows end with the newest call.")
    st.html("".join(f'<div class="tg-details">{escape(line)}</div>' for line in lines))


def _cells(one: SloState, zone: str) -> dict[str, object]:
    left = one.left.value * 100 if one.n else 0.0
    return {
        "Objective": one.name,
        "Verdict": [formats.verdict_words(one.verdict, one.direction)],
        "Left": min(max(left, 0.0), 100.0),
        "Budget left": left_words(one),
        "Last day burns": pace_words(one),
        "Alert": alert_words(one),
        "It ends": end_words(one, zone),
        "Good": good_words(one),
        "Of calls": objective_words(one),
        "n": one.n,
    }
