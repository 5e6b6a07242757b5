"""The table of segments: who rates, who leaves, who is satisfied; a selected row leads to its traces."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from app.components.follow import follow
from app.components.head import head
from tidegauge import formats
from tidegauge.filters import Condition
from tidegauge.findings import Direction, Link, Verdict
from tidegauge.reports._feedback.records import FeedbackReport, FeedbackSegment
from tidegauge.reports._feedback.texts import WARNING, satisfied_words
from tidegauge.reports._traces.text import first_line

ROW = 34
MOST_SEEN = 14
LONGEST = 120

_CHIPS = {
    WARNING: "red",
    **{formats.verdict_words(Verdict.CHANGED, Direction.WORSE, rising): "red" for rising in (True, False)},
    **{formats.verdict_words(Verdict.CHANGED, Direction.BETTER, rising): "green" for rising in (True, False)},
    formats.verdict_words(Verdict.NOT_MATERIAL): "gray",
    formats.verdict_words(Verdict.CANNOT_TELL): "yellow",
}


def feedback_table(report: FeedbackReport) -> None:
    """Show the segments, those with a warning first, and the way to their traces."""
    if not report.by or not report.segments:
        return
    head("By segment", _order(report))
    rows = report.segments
    # The key holds what was asked: a selection of rows must not outlive the rows.
    key = f"feedback_{hash((report.by, report.windows.where)):x}"
    chosen = st.dataframe(
        pl.DataFrame([_cells(one, report) for one in rows], infer_schema_length=None),
        hide_index=True,
        placeholder=formats.MISSING,
        height=ROW * (min(len(rows), MOST_SEEN) + 1) + 4,
        row_height=ROW,
        on_select="rerun",
        selection_mode="single-row",
        key=key,
        column_config=_columns(report),
        alt=report.findings[0].sentence,
    )
    places = [place for place in chosen["selection"]["rows"] if place < len(rows)]
    _actions([rows[place] for place in places], report)


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
        "Verdict": config.MultiselectColumn(
            options=list(_CHIPS),
            color=list(_CHIPS.values()),
            width=165,
            help="A survivorship warning, else what the share that left did against the comparison, corrected for "
            "all segments",
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
