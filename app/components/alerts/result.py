"""What a back-test found: its sentence, the chart, and every firing."""

from html import escape

import streamlit as st

from app.components.alerts.asking import History, backtested, on_record
from app.components.alerts.chart import backtest_chart
from app.components.alerts.firings import firings_table
from tidegauge.alerts.records import Rule
from tidegauge.alerts.tried import digest


def backtest_result(rule: Rule, past: History, zone: str) -> None:
    """Ask for the back-test and show it.

    Raises:
        TidegaugeError: it could not be made.
    """
    found = backtested(rule, past)
    if on_record(found):
        st.rerun()  # what stands above depends on it: whether the rule can be saved, and what all rules cost
    st.html(
        f'<div class="tg-row-sentence" style="font-size:16px">{escape(found.sentence)}</div>'
        f'<div class="tg-details">{escape(" · ".join(found.notes))}</div>'
    )
    mark = digest(rule.table)
    backtest_chart(found, zone, f"backtest_{mark}")
    firings_table(found, zone, mark)
