"""Scores by segment, every score by name, and the judges that gave them, as tables."""

import polars as pl
import streamlit as st

from app.components.head import head
from app.components.palette import palette
from app.components.segment_table import chip_column
from app.components.small_table import small_table
from tidegauge import formats
from tidegauge.charts.interval_image import common_reach, interval_image
from tidegauge.reports._judge.records import JudgeSegment, ScoreRow, Version
from tidegauge.reports._judge.report import JudgeReport
from tidegauge.reports._judge.texts import effect_text, measure_text

LONGEST = 120


def segments_table(report: JudgeReport) -> None:
    """Show the mean score of each value of the dimension."""
    changed = bool(report.changes)
    sub = (
        "means of two judges are not compared"
        if changed
        else f"mean score, n scores, against {report.windows.comparison}"
    )
    if not any(one.segment != "(not recorded)" for one in report.segments):
        st.html('<div class="tg-details">Choose what to split by above to see each segment.</div>')
        return
    head(f"By {(report.by or '')[:40]}", sub if report.windows.reference else "mean score")
    reach = common_reach([one.difference for one in report.segments])
    rows = [_segment(one, reach) for one in report.segments]
    _show(pl.DataFrame(rows, infer_schema_length=None), "judge_segments")


def _segment(one: JudgeSegment, reach: float) -> dict[str, object]:
    colours = palette()
    cells: dict[str, object] = {"Segment": one.segment[:LONGEST]}
    if one.reference is not None:
        cells["Verdict"] = [formats.verdict_words(one.verdict, one.direction, _rising(one))]
    cells["Score"] = measure_text(one.current)
    if one.reference is not None:
        cells["Before"] = measure_text(one.reference)
    if one.difference is not None:
        colour = colours.tones[formats.tone(one.verdict, one.direction)]
        cells["Difference"] = effect_text(one.difference)
        cells["−  0  +"] = interval_image(one.difference, reach, colour, colours.line)
    return cells | {"n": one.current.n}


def _rising(one: JudgeSegment) -> bool | None:
    return None if one.difference is None else one.difference.value > 0


def scores_table(report: JudgeReport) -> None:
    """Show every score that a judge gave in the window."""
    head("Every score", "mean now and before, people's labels, answers without a score")
    rows = [_score(one) for one in report.scores]
    _show(pl.DataFrame(rows, infer_schema_length=None), "judge_scores")


def _score(one: ScoreRow) -> dict[str, object]:
    cells: dict[str, object] = {"Score": one.name[:LONGEST], "Now": measure_text(one.current)}
    if one.reference is not None:
        cells["Before"] = measure_text(one.reference)
    return cells | {
        "n": one.current.n,
        "Labels": one.n_human,
        "No score": formats.share(one.silent),
        "Judge": ", ".join(one.evaluators)[:LONGEST],
    }


def versions_table(report: JudgeReport) -> None:
    """Show who judged, from when until when."""
    head("Judges", "model and rubric; times of the calls they scored")
    rows = [_version(one, report) for one in report.versions]
    _show(pl.DataFrame(rows, infer_schema_length=None), "judge_versions")


def _version(one: Version, report: JudgeReport) -> dict[str, object]:
    zone, end = report.windows.time_zone, report.windows.current.end
    return {
        "Judge": one.evaluator[:LONGEST] or "no name recorded",
        "Share now": formats.share(one.share),
        "Mean": measure_text(one.mean if one.n_current else one.mean_reference),
        "Scores": one.n,
        "First": formats.moment(one.first, zone, end),
        "Last": formats.moment(one.last, zone, end),
    }


def _show(frame: pl.DataFrame, key: str) -> None:
    drawn = st.column_config.ImageColumn(
        width=170, help="The difference and its 95% interval; the line is zero"
    )
    small_table(frame, key, {"Verdict": chip_column(), "−  0  +": drawn}, ("n", "Labels", "Scores"))
