"""Control charts: is a metric outside its own normal, and since when?"""

from html import escape

import streamlit as st

from app import state
from app.components.alerts.link import make_rule_button
from app.components.control.chart import control_chart
from app.components.control.choice import control_choice
from app.components.control.frozen import frozen_choice
from app.components.control.others import control_others
from app.components.control.panels import control_panels
from app.components.control.rebase import rebase_button
from app.components.done import end_page
from app.components.download import download
from app.components.finding import finding
from app.components.frame import asked
from app.components.glossary import glossary
from app.components.states import panel
from app.components.words import words
from tidegauge.metrics.choice import chosen_metrics, offered_metrics, overview_metrics, watched_metrics
from tidegauge.reports._control.frozen import of
from tidegauge.reports._control.words import facts
from tidegauge.reports.control import ControlReport, control, table
from tidegauge.reports.dimensions import dividing_dimensions
from tidegauge.reports.source import Source
from tidegauge.workbench.baselines import RecordedBaseline

settings, question, catalog = state.settings(), asked().filter, state.store().catalog()
source = Source(state.store(), settings.dimensions)
usual = (*overview_metrics(settings, catalog), *watched_metrics(settings, catalog))
dimensions = state.report(dividing_dimensions, source, question, settings.default_dimensions)
top = st.container()
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    choice = control_choice(offered_metrics(settings, catalog), usual, dimensions)
    corner = st.container(
        horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small"
    )
with panel("control"):
    frozen = frozen_choice(settings.baselines, question.time_zone)
    (metric,) = chosen_metrics((choice.metric,), settings, catalog)

    def asked_with(*drafts: RecordedBaseline) -> ControlReport:
        return state.report(
            control,
            source,
            question,
            metric,
            usual,
            method=choice.method,
            by=choice.by,
            baseline=frozen.window,
            recorded=(*frozen.recorded, *drafts),
            currency=settings.currency,
        )

    report = asked_with()
    with top:
        words(report.windows, *(facts(report.chart, question.time_zone) if report.chart else ()))
        finding(report.findings[0], "Control charts")
    if report.chart is None:
        end_page()
    with corner:
        rebase_button(report, of(question, metric), asked_with)
        make_rule_button(
            "control_rule",
            condition="control",
            metric=choice.metric,
            for_each=(choice.by,) if choice.by else (),
        )
        download(table(report), "control")
        glossary(
            "control limits",
            "EWMA and CUSUM",
            "false signals",
            "frozen baseline",
            "onset",
            "pt",
            "corrected for the search",
        )
    if report.by:
        control_panels(report)
    else:
        control_chart(report.chart, "control", zone=question.time_zone, minimum_n=report.minimum_n)
    st.html(f'<div class="tg-details">{escape(" ".join(report.chart.notes))}</div>')
    control_others(report)
