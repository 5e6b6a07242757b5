"""Probes: a row of dated ticks a target, and the measures of the newest look of one."""

from html import escape

import polars as pl
import streamlit as st

from app.components.head import head
from app.components.judge.charts import look
from app.components.palette import palette
from app.components.row_choice import table_height
from app.components.small_table import ROW
from app.components.verdict_column import verdict_column
from tidegauge import formats
from tidegauge.charts.probe_ticks import probe_ticks_spec
from tidegauge.findings import Verdict
from tidegauge.formats import Tone
from tidegauge.reports._probes.records import ProbeSeries, TickState
from tidegauge.reports._probes.sentences import widest
from tidegauge.reports._probes.words import change_words, label, sees
from tidegauge.reports._versions.records import VersionsReport
from tidegauge.workbench.probe_checks import ProbeCheck

_HOW = """[probes.targets.large]
model = "gpt-5-mini"
key = "${OPENAI_API_KEY}"

tidegauge probe run --every 6h"""
_BASE, _EACH = 62, 30


def probes(report: VersionsReport) -> None:
    """Show the ticks of all targets, and of the chosen one what its newest look measured."""
    head("Probes", "the same questions again and again; a tick is a run, its shape the verdict")
    if not report.probes:
        said = "Nobody is probed. A target in tidegauge.toml and a schedule are all that it takes:"
        st.html(f'<div class="tg-details">{said}</div>')
        st.code(_HOW, language="toml")
        return
    colours = palette()
    tones = {
        TickState.REFERENCE: colours.reference,
        TickState.NOT_MATERIAL: colours.grey,
        TickState.CANNOT_TELL: colours.tones[Tone.UNSURE],
        TickState.CHANGED: colours.tones[Tone.CHANGED],
        TickState.OPEN: colours.grey,
        TickState.GIVEN_UP: colours.grey,
    }
    spec = probe_ticks_spec(report.probes, look(colours), tones, report.windows.time_zone)
    said = " ".join(one.findings[0].sentence for one in report.probes)
    st.echarts_chart(spec, height=_BASE + _EACH * len(report.probes), key="versions_probes", alt=said)
    _target(_chosen(report))


def _chosen(report: VersionsReport) -> ProbeSeries:
    names = [one.target for one in report.probes]
    worst = next(
        (one.target for one in report.probes if one.findings[0].verdict is Verdict.CHANGED), names[0]
    )
    name = st.selectbox(
        "Target", names, index=None, placeholder=worst, key="probe", bind="query-params", width=220
    )
    return next(one for one in report.probes if one.target == (name or worst))


def _target(one: ProbeSeries) -> None:
    about = [
        f"{one.model} at {one.address}",
        f"answers as {one.version}" if one.version else "answers name no version",
        f"suite {one.suite}, {one.answered} of {one.questions} questions answered",
        f"{formats.count(one.reference)} runs of reference, {formats.count(one.looks)} looks since",
    ]
    about += [one.signed] if one.signed else []
    st.html(f'<div class="tg-details">{escape(" · ".join(about))}</div>')
    last = widest(one.checks)
    if not last:
        return
    st.dataframe(
        pl.DataFrame([_row(check) for check in last], infer_schema_length=None),
        hide_index=True,
        height=table_height(len(last), 10, ROW),
        row_height=ROW,
        key=f"versions_measures_{one.target}",
        column_config={
            "Measure": st.column_config.TextColumn(width=150),
            "Verdict": verdict_column(120, help="Corrected for all measures of the look and for every look"),
            "Change": st.column_config.TextColumn("Change [interval]", width=170),
            "Could see": st.column_config.TextColumn(
                width=90, help="The smallest change that this look would have shown four times of five"
            ),
            "Runs": st.column_config.NumberColumn(help="Newest runs taken together", width=60),
        },
    )


def _row(check: ProbeCheck) -> dict[str, object]:
    return {
        "Measure": label(check),
        "Verdict": [formats.verdict_words(Verdict(check.verdict))],
        "Change": change_words(check),
        "Could see": sees(check) or formats.MISSING,
        "Now": check.n_current,
        "Reference": check.n_reference,
        "Runs": check.runs,
        "p": formats.p_value(check.p_adjusted),
    }
