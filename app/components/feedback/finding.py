"""The Feedback page's sentence: a survivorship warning has a badge of its own."""

import streamlit as st

from app.components.chip import badge, chip
from app.components.finding import block
from tidegauge.findings import Finding, Verdict
from tidegauge.formats import Tone, tone
from tidegauge.reports._feedback.findings import SURVIVORSHIP
from tidegauge.reports._feedback.texts import WARNING


def feedback_finding(found: Finding) -> None:
    """Show the finding under the page's name."""
    colour = tone(found.verdict, found.direction)
    if found.kind == SURVIVORSHIP:
        mark = badge(WARNING, colour)
    elif found.verdict is Verdict.CANNOT_TELL:
        mark = chip(found.verdict)
    else:
        # Nothing was compared with another window: no verdict on a change applies.
        mark, colour = "", Tone.QUIET if found.verdict is Verdict.NOT_MATERIAL else colour
    st.html(block("Feedback", mark, found.sentence, found.details, colour))
