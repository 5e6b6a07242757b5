"""Why the thumbs and the truth differ: rated against unrated sessions, signal by signal."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from app.components.head import head
from tidegauge.reports._feedback.records import FeedbackReport
from tidegauge.reports._feedback.texts import contrast_words, measure_words


def feedback_contrast(report: FeedbackReport) -> None:
    """Show the signals that both have, and the direction that was measured."""
    differ = any(one.happier is not None for one in report.rated_vs_unrated)
    title = "Why the two numbers differ" if differ else "Do people who rate differ from the others?"
    head(title, f"rated against unrated {report.unit}s")
    if report.explicit.rated:
        rows = [contrast_words(one) for one in report.rated_vs_unrated]
        st.html(table(("", "rated", "unrated", "difference"), rows))
    said = "".join(f"<div>{escape(one)}</div>" for one in (report.direction, report.standing))
    st.html(f'<div class="tg-details">{said}</div>')


def implicit_signals(report: FeedbackReport) -> None:
    """Show what people did without being asked, in both windows."""
    compared = report.windows.reference is not None
    head("What people did without being asked", f"% of {report.unit}s")
    names = ("", "this window", *(("before",) if compared else ()), "")
    rows = []
    for one in report.signals:
        before = [measure_words(one.reference, one.unit)] if one.reference else []
        rows.append(
            [one.label, measure_words(one.current, one.unit), *before, "derived" if one.derived else ""]
        )
    st.html(table(names, rows))


def table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a plain table as HTML: the first column is text, the others are numbers. Everything is escaped."""
    head_cells = "".join(f"<th>{escape(name)}</th>" for name in names)
    lines = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<table class="tg-table tg-num"><thead><tr>{head_cells}</tr></thead><tbody>{lines}</tbody></table>'
    )
