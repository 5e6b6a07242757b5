"""Versions: what is live, what may change without notice, and what probes say of the providers."""

import streamlit as st

from app import state
from app.components.done import end_page
from app.components.download import download
from app.components.finding import finding, finding_row
from app.components.frame import asked
from app.components.glossary import glossary
from app.components.states import panel
from app.components.versions.live import live_versions
from app.components.versions.probes import probes
from app.components.versions.prompts import prompts
from app.components.words import words
from tidegauge.reports.probes import probe_series
from tidegauge.reports.source import Source
from tidegauge.reports.versions import table, versions, with_probes

settings, question = state.settings(), asked().filter
source = Source(state.store(), settings.dimensions)
with panel("versions"):
    hour = state.now().replace(minute=0, second=0, microsecond=0)
    report = state.report(versions, source, question, settings.versions, hour)
    report = with_probes(report, probe_series(state.workbench(), hour, question.time_zone))
    words(report.windows)
    finding(report.findings[0], "Versions")
    if not report.windows.n_current:
        end_page()
    with st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        download(table(report), "versions", report)
        glossary("interval", "n", "alias", "probe", "look", "cannot tell", "corrected for the search")
    for one in report.findings[1:]:
        finding_row(one)
    live_versions(report)
    probes(report)
    prompts(source, question, report)
