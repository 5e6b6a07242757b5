"""A frozen set against four weeks of calls: how model versions pass on it, and whether it still looks like them. Asked for."""

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
from tidegauge.formats import MISSING, Tone, count, share
from tidegauge.reports._golden.freshness import FEWEST, freshness
from tidegauge.reports._golden.records import GoldenReport
from tidegauge.reports._judge.texts import share_text
from tidegauge.reports._traces.text import asked_line
from tidegauge.reports.golden import golden
from tidegauge.reports.judge_question import label_questions
from tidegauge.reports.source import Source
from tidegauge.workbench.golden_composition import WORDS
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


def golden_freshness(one: GoldenSet) -> None:
    """Show the switch, and once it is on how many inputs look like nothing that is asked today."""
    if not st.toggle("Does it still look like traffic?", key="golden_fresh", bind="query-params"):
        return
    source = Source(state.store(), state.settings().dimensions)
    asked = state.asked(Request(window="last 28 days", compare="none"))
    items = items_of_set(state.workbench(), one)
    found = freshness(source, asked, one, items, state.now())
    if found is None:
        said = f"Fewer than {FEWEST} inputs of each of its features were recorded in the last 28 days: nobody can say."
        st.html(f'<div class="tg-details">{said}</div>')
        return
    finding(found.finding, f"{one.name} v{one.version}")
    if found.places:
        head("Inputs unlike traffic", f"{count(found.stale)} of {count(found.n)}")
        stale = [items[place - 1] for place in found.places]
        rows = [{"Group": WORDS[item.group], "Input": asked_line(item.input) or MISSING} for item in stale]
        small_table(pl.DataFrame(rows), "golden_stale", {"Input": st.column_config.TextColumn(width=600)}, ())


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
