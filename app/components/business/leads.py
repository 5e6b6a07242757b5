"""What leads what: the strongest pair at each lag, and the other pairs in a table."""

from html import escape

import streamlit as st

from app.components.head import head
from app.components.palette import palette
from app.components.row_choice import row_choice
from app.components.verdict_column import verdict_column
from tidegauge import formats
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.lag_bars import lag_bars_spec
from tidegauge.findings import Verdict
from tidegauge.reports._business.records import BusinessReport, Lead
from tidegauge.reports._business.texts import lag_words, lead_words

MOST_SEEN, LISTED = 4, 40


def business_leads(report: BusinessReport) -> None:
    """Show the table, the chart of the chosen pair or the first, and what it says."""
    head("What leads what", _sub(report))
    if not report.leads:
        st.html(f'<div class="tg-details">{escape(report.leads_note)}</div>')
        return
    rows = report.leads[:LISTED]
    key = f"business_leads_{hash(report.windows.where):x}"
    chosen = row_choice(rows, [_cells(one) for one in rows], key, _columns(), most=MOST_SEEN)
    one = next(iter(chosen), rows[0])
    colours = palette()
    look = ChartColours(colours.current, colours.reference, colours.grey, colours.grey, colours.line)
    st.echarts_chart(lag_bars_spec(one, look), height=190, key="business_lags", alt=lead_words(one))
    st.html(f'<div class="tg-details">{escape(_said(one))}</div>')


def _sub(report: BusinessReport) -> str:
    if not report.leads:
        return ""
    one = report.leads[0]
    return f"correlation by {one.unit}, {one.n} {one.unit}, the week and what the signal says of itself taken out"


def _said(one: Lead) -> str:
    bounds = formats.interval(one.correlation.low, one.correlation.high)
    number = f"correlation {formats.decimal(one.correlation.value, 2)} {bounds}"
    if one.verdict is Verdict.CHANGED:
        return f"{lead_words(one)}: {number}."
    return f"{one.signal_label} and {one.outcome_label}: {number} at the strongest lag, which chance makes as well."


def _cells(one: Lead) -> dict[str, object]:
    word = {Verdict.CHANGED: "goes together", Verdict.NOT_MATERIAL: "apart"}.get(one.verdict, "")
    return {
        "Signal": one.signal_label,
        "Outcome": one.outcome_label,
        "Verdict": [word or formats.verdict_words(one.verdict)],
        "Lag": lag_words(one) if one.verdict is Verdict.CHANGED else formats.MISSING,
        "Correlation": formats.decimal(one.correlation.value, 2),
    }


def _columns() -> dict[str, object]:
    config = st.column_config
    return {
        "Signal": config.TextColumn(width=116),
        "Outcome": config.TextColumn(width=120),
        "Verdict": verdict_column(104, also={"goes together": "blue", "apart": "gray"}),
        "Lag": config.TextColumn(width=64),
        "Correlation": config.TextColumn(width=78),
    }
