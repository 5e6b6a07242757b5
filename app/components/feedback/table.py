"""The table of segments: who rates, who leaves, who is satisfied; a selected row leads to its traces."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from app.components.follow import follow
from app.components.head import head
from app.components.row_choice import row_choice
from app.components.verdict_column import verdict_column
from tidegauge import formats
from tidegauge.filters import Condition
from tidegauge.findings import Link
from tidegauge.reports._feedback.records import FeedbackReport, FeedbackSegment
from tidegauge.reports._feedback.texts import WARNING, satisfied_words
from tidegauge.reports._traces.text import first_line

MOST_SEEN = 14
LONGEST = 120


def feedback_table(report: FeedbackReport) -> None:
    """Show the segments, those with a warning first, and the way to their traces."""
    if not report.by or not report.segments:
        return
    head("By segment", _order(report))
    rows = report.segments
    # The key holds what was asked: a selection of rows must not outlive the rows.
    key = f"feedback_{hash((report.by, report.windows.where)):x}"
    cells, said = [_cells(one, report) for one in rows], report.findings[0].sentence
    _actions(row_choice(rows, cells, key, _columns(report), most=MOST_SEEN, alt=said), report)


def _order(report: FeedbackReport) -> str:
    if any(one.satisfied is not None for one in report.segments):
        return "warnings first, then sorted by the gap between the thumbs and the corrected rate"
    return f"warnings first, then by {report.unit}s"


def _cells(one: FeedbackSegment, report: FeedbackReport) -> dict[str, object]:
    cells: dict[str, object] = {"Segment": _name(one, report)}
    chips = [WARNING] if one.warnings else []
    if report.windows.reference is not None:
        chips = chips or [formats.verdict_words(one.verdict, one.direction, one.rising)]
    cells["Verdict"] = chips
    return cells | {
        "Satisfied, corrected": satisfied_words(one),
        "Thumbs-up": formats.value(one.thumbs_up.value, "share"),
        "Rated": one.rated.value * 100,
        "Left after first answer": one.left.value * 100,
        "Sessions": one.sessions,
    }


def _name(one: FeedbackSegment, report: FeedbackReport) -> str:
    if one.pooled:
        return "all other values"
    value = first_line(one.value[: 4 * LONGEST], LONGEST) or ""
    return f"{report.by} = {value}"


def _columns(report: FeedbackReport) -> dict[str, Any]:
    config, unit = st.column_config, report.unit
    bar = partial(config.ProgressColumn, format="%.1f%%", min_value=0, max_value=100)
    return {
        "Segment": config.TextColumn(width=210),
        # No name of an attribute in a help text: it reads Markdown, and would load an image.
        "Verdict": verdict_column(
            165,
            {WARNING: "red"},
            "A survivorship warning, else what the share that left did against the comparison, corrected for all segments",
        ),
        "Sessions": config.NumberColumn(f"{unit.capitalize()}s", format="localized"),
        "Rated": bar(width=110, help=f"Share of {unit}s with a thumb"),
        "Thumbs-up": config.TextColumn(width=80, help="Share of those who rated"),
        "Satisfied, corrected": config.TextColumn(
            help="From random reviews, one model for all segments, few reviews drawn towards the others"
        ),
        "Left after first answer": bar(width=130, help=f"Share of all {unit}s"),
    }


def _actions(chosen: Sequence[FeedbackSegment], report: FeedbackReport) -> None:
    rows = [one for one in chosen if not one.pooled]
    with st.container(horizontal=True, vertical_alignment="center"):
        if rows and report.by:
            chip = Condition(report.by, "=", (rows[0].value,))
            follow(Link("traces", {"where": (str(chip),)}), "Open its traces", key="feedback_traces")
        else:
            st.html('<div class="tg-details">Select a row to open its traces.</div>')
