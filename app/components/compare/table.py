"""Every metric on both sides, guardrails first, with its interval on an axis that all rows share."""

from typing import Any

import polars as pl
import streamlit as st

from app.components.palette import Palette, palette
from app.components.row_choice import table_height
from app.components.verdict_column import verdict_column
from tidegauge import formats
from tidegauge.charts.interval_image import interval_image
from tidegauge.findings import Effect, Verdict
from tidegauge.reports._traces.text import first_line
from tidegauge.reports._versions_compared.records import ComparedMetric, CompareReport
from tidegauge.reports._versions_compared.texts import change_words, needs_words, value_words

MOST_SEEN, ROW = 14, 34
LONGEST = 24
LEAST_REACH, MOST_REACH = 4.0, 12.0
"""Floors to either side of zero that the drawn axis shows: rows of different units are compared by what matters."""


def compare_table(report: CompareReport) -> None:
    """Show the rows."""
    reach, colours = _reach(report), palette()
    st.dataframe(
        pl.DataFrame([_cells(one, report, colours, reach) for one in report.rows], infer_schema_length=None),
        hide_index=True,
        placeholder=formats.MISSING,
        height=table_height(len(report.rows), MOST_SEEN, ROW),
        row_height=ROW,
        key=f"compare_{hash((report.a, report.b, report.of, report.windows.where)):x}",
        column_config=_columns(report),
        alt=report.findings[0].sentence,
    )
    looks = (
        "valid at any time you look" if any(one.is_any_look for one in report.rows) else "one look, paired"
    )
    st.html(
        f'<div class="tg-details">◆ guardrail. Square brackets: 95% interval, that of the difference {looks}. The drawn '
        f"axis shows {reach:.0f} times the smallest difference that matters to either side of zero.</div>"
    )


def _reach(report: CompareReport) -> float:
    """Return how many floors the axis shows: as far as what changed goes, within reason."""
    told = [_in_floors(one) for one in report.rows if one.verdict is Verdict.CHANGED]
    return min(max([LEAST_REACH, *(1.2 * abs(one.value) for one in told if one)]), MOST_REACH)


def _cells(one: ComparedMetric, report: CompareReport, colours: Palette, reach: float) -> dict[str, object]:
    colour = colours.tones[formats.tone(one.verdict, one.direction)]
    return {
        "Metric": f"{'◆ ' if one.is_guardrail else ''}{one.label}",
        "Verdict": [formats.verdict_words(one.verdict, one.direction, one.rising)],
        "A": value_words(one.a, one, report.currency),
        "B": value_words(one.b, one, report.currency),
        "Difference": change_words(one, report.currency),
        "−  0  +": interval_image(_in_floors(one), reach, colour, colours.line),
        "Needs": needs_words(one),
        "n A": one.n_a,
        "n B": one.n_b,
        "Rows": formats.share(one.coverage) if one.coverage < 0.995 else "",
    }


def _in_floors(one: ComparedMetric) -> Effect | None:
    """Return the difference measured in the smallest one that matters, so that all rows share an axis."""
    if not one.floor:
        return None
    found = one.difference
    return Effect(found.value / one.floor, found.low / one.floor, found.high / one.floor, "")


def _columns(report: CompareReport) -> dict[str, Any]:
    config = st.column_config
    a, b = (_name(one) for one in (report.a, report.b))
    return {
        "Metric": config.TextColumn(width=132),
        "Verdict": verdict_column(132, help="Corrected for all metrics of the table"),
        "A": config.TextColumn(a, width=118),
        "B": config.TextColumn(b, width=118),
        "Difference": config.TextColumn(width=146),
        "−  0  +": config.ImageColumn(width=158, help="The difference; the line is zero"),
        "Needs": config.TextColumn(
            width=150, help="Days of today's traffic, and more calls of both, that settle it"
        ),
        "n A": config.NumberColumn("n A", format="localized", width=58),
        "n B": config.NumberColumn("n B", format="localized", width=58),
        "Rows": config.TextColumn(width=52, help="Share of B's calls where it is recorded"),
    }


def _name(text: str) -> str:
    """Return a side's name as a column's head, which reads Markdown in its help and not in its label."""
    return first_line(text[: 4 * LONGEST], LONGEST) or formats.MISSING
