"""Decision drift: what the rules downstream did with the predictions, and the predictions themselves."""

import polars as pl
import streamlit as st

from app import state
from app.components.head import head
from app.components.palette import colour_of, palette
from app.components.small_table import small_table
from app.components.verdict_column import verdict_column
from tidegauge import formats
from tidegauge.charts.colours import ChartColours
from tidegauge.charts.decision_bars import OTHER, decision_bars_spec, shown_decisions
from tidegauge.reports._business.records import BusinessReport, DecisionDrift
from tidegauge.reports._business.texts import change_words, ends_words
from tidegauge.reports._records import Comparison
from tidegauge.reports._sentences import brief


def business_decisions(report: BusinessReport) -> None:
    """Show the bars and the tables; without decisions, which column would hold them."""
    drift = report.decisions
    if drift is None:
        head("Decision drift", "what the rules did with the predictions")
        said = "No decisions are recorded. The column decision would hold what was done: sent, approved, rejected."
        st.html(f'<div class="tg-details">{said}</div>')
    else:
        head("Decision drift", f"share of decisions, {drift.grain.replace('points', 'bars')}, UTC")
        _bars(drift)
        rows = [_row(brief(one.value), one.comparison, report) for one in drift.shares]
        small_table(pl.DataFrame(rows), "business_decisions", _columns("Decision"), ("Calls",))


def business_scores(report: BusinessReport) -> None:
    """Show what the predictions are like, where there are any."""
    if report.scores is not None:
        scored = report.scores
        sub = f"recorded on {formats.share(scored.recorded)} of calls"
        sub += f", with a label on {formats.share(scored.labelled)} of those" if scored.labelled else ""
        head("Predictions", sub)
        rows = [_row(one.label, one, report) for one in scored.comparisons]
        small_table(pl.DataFrame(rows), "business_scores", _columns("Figure"), ("Calls",))


def business_decision_segments(report: BusinessReport) -> None:
    """Show where the decision that moved most is taken."""
    drift = report.decisions
    if drift is None or not drift.segments:
        return
    decision = drift.moved or drift.shares[0].value
    head(f"“{brief(decision)}” by {report.by}", "the largest segments")
    rows = [_row(brief(one.value), one.comparison, report) for one in drift.segments]
    small_table(pl.DataFrame(rows), "business_decided", _columns((report.by or "").capitalize()), ("Calls",))


def _bars(drift: DecisionDrift) -> None:
    colours, chosen = palette(), dict(state.settings().colours.get("decision", {}))
    used = [
        colours.reference if name == OTHER else colour_of(name, chosen) for name in shown_decisions(drift)
    ]
    look = ChartColours(colours.current, colours.reference, colours.grey, colours.grey, colours.line)
    alt = "The share of each decision over time"
    st.echarts_chart(decision_bars_spec(drift, look, used), height=200, key="business_bars", alt=alt)


def _row(name: str, one: Comparison, report: BusinessReport) -> dict[str, object]:
    return {
        "Name": name,
        "Verdict": [formats.verdict_words(one.verdict, one.direction, one.rising)],
        "Before → now": ends_words(one, report.currency),
        "Change": change_words(one, report.currency),
        "Calls": one.current.n,
    }


def _columns(name: str) -> dict[str, object]:
    return {"Name": st.column_config.TextColumn(name, width=130), "Verdict": verdict_column(140)}
