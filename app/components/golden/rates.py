"""How each model version passes on a frozen set: asked for, as it looks for every input in four weeks of calls."""

import polars as pl
import streamlit as st

from app import state
from app.components.finding import finding
from app.components.head import head
from app.components.judge.charts import HEIGHT, look
from app.components.palette import palette
from app.components.small_table import small_table
from tidegauge.charts.version_rates import version_rates_spec
from tidegauge.comparisons import Request
from tidegauge.formats import Tone, share
from tidegauge.reports._golden.records import GoldenReport
from tidegauge.reports._judge.texts import share_text
from tidegauge.reports.golden import golden
from tidegauge.reports.judge_question import label_questions
from tidegauge.reports.source import Source
from tidegauge.workbench.golden_sets import GoldenSet, items_of_set


def golden_rates(one: GoldenSet) -> None:
    """Show the switch, and once it is on the pass rate of each version with its limits."""
    if not st.toggle("Pass rate by model version", key="golden_rates", bind="query-params"):
        return
    settings, store = state.settings(), state.store()
    source, asked = (
        Source(store, settings.dimensions),
        state.asked(Request(window="last 28 days", compare="none")),
    )
    questions = label_questions(settings, store.catalog())
    items = items_of_set(state.workbench(), one)
    report = state.report(golden, source, asked, one, items, questions)
    finding(report.findings[0], f"{one.name} v{one.version}")
    if report.rates:
        _chart(report)


def _chart(report: GoldenReport) -> None:
    head("Pass rate by model version", "last 28 days; dashed: the limits of chance, three standard errors")
    colours = palette()
    spec = version_rates_spec(report.rates, report.rate or 0.0, look(colours), colours.tones[Tone.WORSE])
    st.echarts_chart(spec, height=HEIGHT, key="golden_rates_chart", alt=report.findings[0].sentence)
    rows = [
        {
            "Model version": one.version[:80],
            "Passes": share_text(one.share),
            "Scored": one.n,
            "Limits": f"{share(one.low)} to {share(one.high)}",
            "": "outside" if one.out else "",
        }
        for one in report.rates
    ]
    small_table(pl.DataFrame(rows), "golden_rates_table", {}, ("Scored",))
