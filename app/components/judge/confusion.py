"""People against judge as a heat map of counts; a click opens those answers."""

import streamlit as st

from app.components.follow import follow
from app.components.head import head
from app.components.judge.charts import look
from app.components.palette import palette
from tidegauge.charts.judge_confusion import confusion_spec
from tidegauge.findings import Link
from tidegauge.reports._judge.report import JudgeReport

_LIGHT, _DARK = ("#F4F6F8", "#2F76B0"), ("#1A212A", "#56B4E9")


def confusion_panel(report: JudgeReport) -> None:
    """Show the counts, and the link to the answers of the cell that is chosen."""
    found = report.confusion
    assert found is not None  # noqa: S101  the page shows it only with labels
    head("People and judge", "answers of both windows by both scores; click a cell for its traces")
    colours = palette()
    light = colours.text == "#1B2733"
    spec = confusion_spec(
        found, look(colours), shades=_LIGHT if light else _DARK, on_dark="#FFFFFF" if light else "#11161C"
    )
    event = st.echarts_chart(
        spec,
        height=230,
        key=f"judge_confusion_{report.name[:40]}",
        on_select="rerun",
        alt="answers by people's and judge's score",
    )
    size = len(found.values)
    for one in event.selection.selected:
        for place in one["data_indices"][:1]:
            row, column = divmod(place, size)
            if row < size and found.counts[row][column]:
                _open(report, row, column)
                return


def _open(report: JudgeReport, row: int, column: int) -> None:
    assert report.confusion is not None  # noqa: S101  asked before
    link = Link("traces", {"where": report.confusion.chips[row][column]})
    follow(link, "Open those of this window", key="judge_cell")


def disagreements(report: JudgeReport) -> tuple[int, Link] | None:
    """Return how many answers the judge passed and people failed, and the link to them."""
    if report.failed_by_people is None or not report.failed_by_people.n:
        return None
    return report.failed_by_people.n, Link("traces", {"where": report.failed_by_people.chips})
