"""The table of budgets: limit, what is used, where it ends."""

from html import escape

import polars as pl
import streamlit as st

from app.components.head import head
from app.components.row_choice import table_height
from tidegauge.reports._cost.records import CostReport
from tidegauge.reports._cost.texts import budget_name, crossed_words, end_words, forecast_words, limit_words

MOST, ROW = 6, 34
_EXAMPLE = '[cost.budgets."order status"]\nlimit = 4000\nevery = "month"\nwhere = ["feature = order_status"]'


def cost_budgets(report: CostReport) -> None:
    """Show the budgets, those over their limit first; without any, how one is set."""
    zones = sorted({one.time_zone for one in report.budgets})
    head("Budgets", f"to date, {', '.join(zones)}" if zones else "")
    if report.notes:
        st.html("".join(f'<div class="tg-error">{escape(note)}</div>' for note in report.notes))
    if not report.budgets and not report.notes:
        st.html('<div class="tg-details">No budget is set. In tidegauge.toml:</div>')
        st.code(_EXAMPLE, language="toml")
    if not report.budgets:
        return
    rows = [
        {
            "Budget": budget_name(one),
            "Limit": limit_words(one, report.currency),
            "Used": min(one.share, 9.99) * 100,
            "Where it ends": end_words(one, report.currency),
        }
        for one in report.budgets
    ]
    config = st.column_config
    st.dataframe(
        pl.DataFrame(rows),
        hide_index=True,
        height=table_height(len(rows), MOST, ROW) - 2,
        row_height=ROW,
        key="cost_budgets",
        column_config={
            "Budget": config.TextColumn(width=128),
            "Limit": config.TextColumn(width=104),
            "Used": config.ProgressColumn(format="%.0f%%", min_value=0, max_value=100, width=104),
            "Where it ends": config.TextColumn(width=176),
        },
    )
    lines = [line for line in (*crossed_words(report), forecast_words(report)) if line]
    if lines:
        st.html("".join(f'<div class="tg-details">{escape(line)}</div>' for line in lines))
