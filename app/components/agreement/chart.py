"""Agreement over time: everyone with a band, single reviewers against the others as thin lines."""

from dataclasses import replace

import streamlit as st

from app.components.head import head
from app.components.judge.charts import HEIGHT, look
from app.components.palette import palette
from tidegauge.charts.judge_lines import judge_lines_spec
from tidegauge.reports._agreement.records import AgreementReport
from tidegauge.reports._judge.records import JudgeLine

STEP = 0.25


def agreement_chart(report: AgreementReport) -> None:
    """Draw the lines; with too few labels for one, say what it needs."""
    measure = next(
        one.coefficients.measure for one in report.scores if one.coefficients and one.name == report.name
    )
    drawn = any(len(line.points) > 1 for line in report.lines)
    grain = f", {report.grain}; band = interval" if drawn else ""
    head("Over time", f"{measure} of {str(report.name)[:40]} by when it was labelled{grain}")
    if not drawn:
        st.html('<div class="tg-details">Too few double labels for a line. Choose a longer window.</div>')
        return
    colours = palette()
    everyone, *others = report.lines
    spec = judge_lines_spec(
        [everyone, *map(_thin, others)],
        (),
        (colours.current, colours.reference, colours.grey),
        look(colours),
        (_lowest(report.lines), 1.0, STEP, "{value}"),
        zone=report.windows.time_zone,
        band=True,
    )
    st.echarts_chart(spec, height=HEIGHT, key="agreement_lines", alt=report.findings[0].sentence)
    if others:
        st.html('<div class="tg-details">The other lines: kappa of one reviewer with the others</div>')


def _thin(line: JudgeLine) -> JudgeLine:
    """Return a line whose band has no width: five bands would hide each other."""
    return replace(line, points=tuple(replace(one, low=one.value, high=one.value) for one in line.points))


def _lowest(lines: tuple[JudgeLine, ...]) -> float:
    """Return the axis' low end: 0, unless people agree less than by chance. Bands below it are cut."""
    return min(0.0, min(point.value for line in lines for point in line.points) // STEP * STEP)
