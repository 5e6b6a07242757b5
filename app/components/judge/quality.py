"""How many answers pass: as the judge has it, and as people would, side by side."""

from html import escape

import streamlit as st

from app.components.head import head
from app.components.interval_rows import IntervalRow, interval_rows
from tidegauge.reports._judge.records import Corrected, Missing
from tidegauge.reports._judge.report import JudgeReport
from tidegauge.reports._judge.texts import METHODS, mark, measure_text, share_text
from tidegauge.reports._judge.words import short
from tidegauge.reports._records import Measure


def quality_panel(report: JudgeReport) -> None:
    """Show corrected quality above the share that passes by the judge alone, then the means and the window before."""
    head("How many answers pass?", "as people would say, and by the judge alone")
    rows = []
    if isinstance(report.quality, Corrected):
        found = report.quality
        of = f"From {METHODS[found.method]}: {found.n_judged:,} judged, {found.n_human:,} labelled."
        rows.append(_row("Corrected", of, found.quality, headline=True))
    if report.raw_passes is not None:
        rows.append(_row("As judged", _bar(report), report.raw_passes))
    interval_rows(rows, what="", of="of answers")
    for line in (_missing(report.quality), _means(report), _before(report)):
        if line:
            st.html(f'<div class="tg-details">{escape(line)}</div>')


def _row(label: str, of: str, found: Measure, *, headline: bool = False) -> IntervalRow:
    return IntervalRow(label, of, share_text(found), found.value, found.low, found.high, headline=headline)


def _bar(report: JudgeReport) -> str:
    """Return what the judge's pass is, and whose."""
    assert report.scale is not None  # noqa: S101  the page shows it only with scores
    whose = short(report.changes[-1].after if report.changes else report.line.judge if report.line else None)
    above = "less than" if report.scale.good == "lower" else "at least"
    return f"{whose}: {above} {mark(report.scale.passes)} of {mark(report.scale.high)}."


def _missing(quality: Corrected | Missing | None) -> str:
    return f"Corrected: not known. {quality.reason}" if isinstance(quality, Missing) else ""


def _means(report: JudgeReport) -> str:
    corrected = report.quality.mean if isinstance(report.quality, Corrected) else None
    said = [f"{measure_text(corrected)} corrected"] if corrected is not None else []
    said += [f"{measure_text(report.raw)} as judged"] if report.raw is not None else []
    return f"Mean score: {', '.join(said)}."


def _before(report: JudgeReport) -> str:
    quality, raw = report.quality_reference, report.raw_passes_reference
    said = [f"{share_text(quality.quality)} corrected"] if isinstance(quality, Corrected) else []
    said += [f"{share_text(raw)} as judged"] if raw is not None else []
    return f"Before: {', '.join(said)}." if said else ""
