"""How many sessions are satisfied: the answers side by side, each with what it assumes."""

import streamlit as st

from app.components.head import head
from app.components.interval_rows import IntervalRow, interval_rows
from tidegauge.reports._feedback.records import FeedbackReport, SatisfactionEstimate
from tidegauge.reports._feedback.texts import estimate_words

_NUMBERS = {1: "one answer", 2: "two answers", 3: "three answers", 4: "four answers", 5: "five answers"}


def feedback_estimates(report: FeedbackReport) -> None:
    """Show the estimates on one axis from 0 to 100%."""
    answers = _NUMBERS.get(len(report.estimates), "answers")
    assumes = "and what it assumes" if len(report.estimates) == 1 else "and what each one assumes"
    head(f"How many {report.unit}s are satisfied?", f"{answers}, {assumes}")
    interval_rows([_row(one) for one in report.estimates], of=f"of {report.unit}s")
    st.html(f'<div class="tg-details">{report.explicit.sentence}</div>')


def _row(one: SatisfactionEstimate) -> IntervalRow:
    return IntervalRow(
        label=one.label,
        assumes=one.assumes,
        text="" if one.refused else estimate_words(one),
        value=one.value,
        low=one.low,
        high=one.high,
        headline=one.headline,
        refused=one.refused,
    )
