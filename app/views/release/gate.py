"""Gate: may it ship?"""

import streamlit as st

from app import state
from app.components.chip import badge
from app.components.done import end_page
from app.components.download import download
from app.components.finding import block
from app.components.frame import asked
from app.components.gate.choice import gate_choice
from app.components.gate.details import gate_details
from app.components.gate.golden import gate_golden
from app.components.gate.table import gate_table
from app.components.glossary import glossary
from app.components.states import panel
from app.components.words import words
from tidegauge.errors import StoreError, TidegaugeError
from tidegauge.formats import Tone
from tidegauge.gate.asking import asked_gate, golden_of
from tidegauge.gate.records import Outcome
from tidegauge.gate.sides import candidate_side
from tidegauge.gate.table import table
from tidegauge.reports.compare_releases import latest_releases
from tidegauge.reports.source import Source

TONES = {
    Outcome.PASS: Tone.BETTER,
    Outcome.FAIL: Tone.WORSE,
    Outcome.NOT_ENOUGH_DATA: Tone.UNSURE,
    Outcome.COULD_NOT_READ: Tone.UNLIKE,
}

settings, question = state.settings(), asked().filter
source = Source(state.store(), settings.dimensions)
top = st.container()
with panel("gate"):
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        wished = gate_choice(question, state.report(latest_releases, source, question))
        corner = st.container(horizontal=True, width="content")
    if wished is None:
        with top:
            how = (
                "Type attribute = value, such as prompt_version = v7",
                "releases that are recorded with tidegauge changes add are offered here",
            )
            st.html(block("Gate", "", "Choose a candidate and a baseline.", how, Tone.QUIET))
        end_page()
    try:
        golden = golden_of(state.workbench(), wished)
        report = state.report(asked_gate, source, settings, candidate_side(question), wished, golden)
    except StoreError:
        raise
    except TidegaugeError as error:
        with top:
            st.html(
                block("Gate", badge(Outcome.COULD_NOT_READ.badge, Tone.UNLIKE), str(error), (), Tone.UNLIKE)
            )
        end_page()
    with top:
        words(report.windows)
        found, colour = report.findings[0], TONES[report.outcome]
        st.html(block("Gate", badge(report.outcome.badge, colour), found.sentence, found.details, colour))
    with corner:
        download(table(report), "gate", report)
        glossary(
            "limit of a gate", "always-valid interval", "median of repeats", "interval", "n", "pt", "PSI"
        )
    gate_table(report, settings.currency)
    gate_golden(report.golden)
    gate_details(report, settings.currency)
