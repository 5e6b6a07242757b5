"""The golden runs of a frozen version: their sentence, how candidates pass over time, and every run with a way in."""

import streamlit as st

from app import state
from app.components.download import download
from app.components.finding import block, finding
from app.components.glossary import glossary
from app.components.golden.run_detail import run_detail
from app.components.head import head
from app.components.judge.charts import HEIGHT, look
from app.components.palette import palette
from app.components.row_choice import row_choice
from tidegauge import formats
from tidegauge.charts.version_rates import version_rates_spec
from tidegauge.formats import Tone, count
from tidegauge.reports._golden_run.records import GoldenRuns, RunSummary
from tidegauge.reports._judge.texts import share_text
from tidegauge.reports.golden_runs import golden_runs, run_table
from tidegauge.workbench.golden_sets import GoldenSet

WORDS = ("median of repeats", "flipping item", "p chart", "McNemar", "interval")
ROW, MOST = 32, 6


def golden_runs_panel(one: GoldenSet) -> None:
    """Show the runs of a version. Which one is read stands in the link."""
    report = golden_runs(state.workbench(), one)
    if not report.runs:
        _none(one)
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        head("Golden runs", f"{one.name} v{one.version}, asked of candidates; newest first")
        glossary(*WORDS)
        download(run_table(report), f"golden-runs-{one.name}-v{one.version}", report)
    if report.comparison is not None:
        finding(report.findings[0], "Newest run against the one before")
    if len(report.points) > 1:
        _chart(report)
    chosen = _table(report)
    run_detail(chosen, report)


def _none(one: GoldenSet) -> None:
    said = "A run asks a candidate every item several times, and holds the answers to checks"
    st.html(block("Golden runs", "", f"{one.name} v{one.version} was not run yet.", (said,), Tone.QUIET))
    st.code(
        f"tidegauge golden run {one.title} --as v7 --model MODEL --dry-run\n"
        f"tidegauge golden run {one.title} --as v7 --command './answer.py'",
        language=None,
    )


def _chart(report: GoldenRuns) -> None:
    head("Pass rate by run", "in the order of time; dashed: the limits of chance, three standard errors")
    colours = palette()
    out = colours.tones[Tone.WORSE]
    spec = version_rates_spec(report.points, report.rate or 0.0, look(colours), out, "all runs")
    st.echarts_chart(spec, height=HEIGHT, key="golden_runs_chart", alt=report.findings[0].sentence)
    if report.other_checks:
        n = report.other_checks
        word = "run was" if n == 1 else "runs were"
        said = f"{count(n)} {word} held to other checks: another ruler, not drawn."
        st.html(f'<div class="tg-details">{said}</div>')


def _table(report: GoldenRuns) -> RunSummary:
    key = f"golden_runs_{report.golden_set}_{report.version}_{len(report.runs)}"
    columns = {"What was asked": st.column_config.TextColumn(width=320)}
    chosen = row_choice(report.runs, list(map(_cells, report.runs)), key, columns, most=MOST, row=ROW)
    if chosen:
        st.query_params["run"] = str(chosen[0].run.id)
        return chosen[0]
    told = st.query_params.get("run", "")
    return next((one for one in report.runs if str(one.run.id) == told), report.runs[0])


def _cells(one: RunSummary) -> dict[str, object]:
    run = one.run
    return {
        "Run": run.id,
        "Candidate": run.label,
        "Passes": share_text(one.rate) if run.complete else "not finished",
        "Items": one.n,
        "Flip": count(len(one.flipping_items)) if run.repeats > 1 else formats.MISSING,
        "Same words": share_text(one.consistency) if one.consistency else formats.MISSING,
        "Repeats": run.repeats,
        "When": formats.moment(run.at, "UTC", state.now()),
        "What was asked": f"{run.target}; {run.note}" if run.note else run.target,
    }
