"""Scores by segment, every score by name, and the judges that gave them, as tables."""

import polars as pl
import streamlit as st

from app.components.head import head
from app.components.palette import palette
from app.components.small_table import small_table
from app.components.verdict_column import verdict_column
from tidegauge import formats
from tidegauge.charts.interval_image import common_reach, interval_image
from tidegauge.reports._judge.records import JudgeSegment, ScoreRow, Version
from tidegauge.reports._judge.report import JudgeReport
from tidegauge.reports._judge.texts import effect_text, measure_text, role, segments_judges
from tidegauge.reports._judge.words import short

LONGEST = 120


def segments_table(report: JudgeReport) -> None:
    """Show the mean score of each value of the dimension."""
    if not any(one.segment != "(not recorded)" for one in report.segments):
        st.html('<div class="tg-details">Choose what to split by above to see each segment.</div>')
        return
    head(f"By {(report.by or '')[:40]}", f"mean score{_whose(report)}")
    reach = common_reach([one.difference for one in report.segments])
    rows = [_segment(one, reach) for one in report.segments]
    _show(pl.DataFrame(rows, infer_schema_length=None), "judge_segments", _drawn(reach))


def _whose(report: JudgeReport) -> str:
    if not any(one.reference is not None and one.reference.n for one in report.segments):
        return ""
    return segments_judges(report) or f", against {report.windows.comparison}"


def _segment(one: JudgeSegment, reach: float) -> dict[str, object]:
    colours = palette()
    cells: dict[str, object] = {"Segment": one.segment[:LONGEST]}
    cells["Now"] = measure_text(one.current)
    if one.reference is not None and one.reference.n:
        # What the comparison says comes before what it was made of: a narrow screen cuts on the right.
        cells["Verdict"] = [formats.verdict_words(one.verdict, one.direction, _rising(one))]
    if one.difference is not None:
        cells["Difference"] = effect_text(one.difference)
    if one.reference is not None and one.reference.n:
        cells["Before"] = measure_text(one.reference)
    cells["n now"] = one.current.n
    if one.difference is not None:
        colour = colours.tones[formats.tone(one.verdict, one.direction)]
        cells[_drawn(reach)] = interval_image(one.difference, reach, colour, colours.line)
    return cells


def _drawn(reach: float) -> str:
    """Return the heading of the drawn differences: what both ends of the strip and its line stand for."""
    return f"{formats.signed(-reach, 2)}  0  {formats.signed(reach, 2)}"


def _rising(one: JudgeSegment) -> bool | None:
    return None if one.difference is None else one.difference.value > 0


def scores_table(report: JudgeReport) -> None:
    """Show every score that a judge gave in the window."""
    head("Every score", "by judge: means of two judges are not put together")
    rows = [_score(one) for one in report.scores]
    _show(pl.DataFrame(rows, infer_schema_length=None), "judge_scores")


def _score(one: ScoreRow) -> dict[str, object]:
    cells: dict[str, object] = {
        "Score": one.name[:LONGEST],
        "Judge": short(one.evaluator),
        "Now": measure_text(one.current),
        "n now": one.current.n,
    }
    if one.reference is not None:
        cells |= {"Before": measure_text(one.reference), "n before": one.reference.n}
    return cells | {
        "No score": f"{one.n_silent:,} ({formats.share(one.silent)})"
        if one.current.n
        else f"{one.n_silent:,}",
        "Not applicable": one.inapplicable,
        "Labels": one.n_human,
    }


def versions_table(report: JudgeReport) -> None:
    """Show who judged, from when until when."""
    head("Judges", "model and rubric; first and last are calls of both windows")
    rows = [_version(one, report) for one in (*report.versions, *report.others)]
    _show(pl.DataFrame(rows, infer_schema_length=None), "judge_versions")


def _version(one: Version, report: JudgeReport) -> dict[str, object]:
    zone, end = report.windows.time_zone, report.windows.current.end
    return {
        "Judge": one.evaluator[:LONGEST] or "no name recorded",
        "On this page": role(report, one),
        "Mean now": measure_text(one.mean),
        "n now": one.n_current,
        "Mean before": measure_text(one.mean_reference),
        "n before": one.n_reference,
        "First": formats.moment(one.first, zone, end),
        "Last": formats.moment(one.last, zone, end),
    }


def _show(frame: pl.DataFrame, key: str, strip: str = "") -> None:
    drawn = st.column_config.ImageColumn(
        width=170, help="The difference and its 95% interval; the line is zero"
    )
    small_table(
        frame,
        key,
        {"Verdict": verdict_column(), strip: drawn},
        ("n now", "n before", "Labels", "Not applicable"),
    )
