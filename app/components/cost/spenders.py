"""Who spends: the table, and the way to a spender's traces."""

from typing import Any

import streamlit as st

from app.components.follow import follow
from app.components.head import head
from app.components.row_choice import row_choice
from app.components.verdict_column import verdict_column
from tidegauge import formats
from tidegauge.filters import Condition
from tidegauge.findings import Link
from tidegauge.reports._cost.records import CostReport, Spender
from tidegauge.reports._cost.texts import spender_change, top_words
from tidegauge.reports._traces.text import first_line

MOST_SEEN, LONGEST = 6, 80


def cost_spenders(report: CostReport) -> None:
    """Show the table."""
    head("Who spends", top_words(report))
    if not report.spenders or report.who is None:
        said = "No attribute says who asked. An attribute such as api_key or user_id would."
        st.html(f'<div class="tg-details">{said}</div>')
        return
    rows = report.spenders
    key = f"cost_spenders_{hash((report.who, report.windows.where)):x}"
    cells = [_cells(one, report) for one in rows]
    chosen = row_choice(
        rows, cells, key, _columns(report.who), most=MOST_SEEN, alt=report.findings[0].sentence
    )
    for one in chosen:
        chip = Condition(report.who, "=", (one.value,))
        label = (
            f"{formats.count(one.n)} calls of {first_line(one.value[: 4 * LONGEST], LONGEST) or one.value}"
        )
        follow(Link("traces", {"where": (str(chip),)}), label, key="cost_traces")


def _cells(one: Spender, report: CostReport) -> dict[str, object]:
    cells: dict[str, object] = {"Value": first_line(one.value[: 4 * LONGEST], LONGEST) or one.value}
    if one.reference is not None:
        cells["Verdict"] = [formats.verdict_words(one.verdict, one.direction, one.rising)]
    cells["Spend"] = formats.money(one.spend, report.currency)
    if one.reference is not None:
        cells["Change"] = spender_change(one, report.currency)
    return cells | {"Why": one.why, "Calls": one.n}


def _columns(who: str) -> dict[str, Any]:
    config = st.column_config
    name = {"api_key": "Key", "user_id": "User"}.get(who, who.capitalize())
    return {
        "Value": config.TextColumn(name, width=112),
        "Verdict": verdict_column(
            140, help="What the spend did against the comparison, corrected for all rows"
        ),
        "Spend": config.TextColumn(width=64),
        "Change": config.TextColumn(width=68),
        "Why": config.TextColumn(width=120),
        "Calls": config.NumberColumn(format="localized"),
    }
