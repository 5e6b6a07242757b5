"""The table of segments: share of the spend and outcome, before and now, and the way to a segment's traces."""

from typing import Any

import streamlit as st

from app.components.follow import follow
from app.components.head import head
from app.components.row_choice import row_choice
from app.components.verdict_column import verdict_column
from tidegauge import formats
from tidegauge.filters import Condition
from tidegauge.findings import Link
from tidegauge.reports._business.records import Allocation, BusinessReport
from tidegauge.reports._business.texts import change_words, ends_words
from tidegauge.reports._sentences import brief

MOST_SEEN = 8


def business_segments(report: BusinessReport) -> None:
    """Show the table; a chosen row leads to its traces."""
    label = next(one.label for one in report.outcomes if one.metric == report.outcome)
    head(
        f"{label} and allocation by {report.by}" if report.by else "By segment",
        f"share of {report.allocation_of}",
    )
    if not report.allocation:
        st.html('<div class="tg-details">No attribute divides these calls.</div>')
        return
    rows = report.allocation
    key = f"business_segments_{hash((report.by, report.outcome, report.windows.where)):x}"
    cells = [_cells(one, report) for one in rows]
    alt = report.findings[0].sentence
    for one in row_choice(rows, cells, key, _columns(report, label), most=MOST_SEEN, alt=alt):
        chip = Condition(report.by or "", "=", (one.value,))
        label = f"{formats.count(one.calls)} calls of {brief(one.value)}"
        follow(Link("traces", {"where": (*report.where, str(chip))}), label, key="business_traces")


def _cells(one: Allocation, report: BusinessReport) -> dict[str, object]:
    found = one.outcome
    return {
        "Value": brief(one.value),
        "Verdict": [formats.verdict_words(found.verdict, found.direction, found.rising)],
        "Outcome": ends_words(found, report.currency),
        "Change": change_words(found, report.currency),
        "Share": ends_words(one.share, report.currency),
        "Share verdict": [formats.verdict_words(one.share.verdict, one.share.direction, one.share.rising)],
        "Calls": one.calls,
    }


def _columns(report: BusinessReport, label: str) -> dict[str, Any]:
    config = st.column_config
    return {
        "Value": config.TextColumn((report.by or "").capitalize(), width=150),
        "Verdict": verdict_column(140, help="What the outcome did, corrected for all rows and both columns"),
        "Outcome": config.TextColumn(label, width=130),
        "Change": config.TextColumn(width=170),
        "Share": config.TextColumn(f"Share of {report.allocation_of}", width=150),
        "Share verdict": verdict_column(
            140, help="Whether the share moved: where it goes is a decision, not news"
        ),
        "Calls": config.NumberColumn(format="localized"),
    }
