"""`How to read this`: the words of the page, the rules that warn, and how signals are derived."""

import streamlit as st

from app import state
from app.components.glossary import WORDS
from app.components.states import plain
from tidegauge import formats
from tidegauge.reports._feedback.records import FeedbackReport

_WORDS = (
    "survivorship",
    "best and worst case",
    "corrected with reviews",
    "PPI++",
    "reweighted",
    "interval",
    "pt",
)


def feedback_rules(report: FeedbackReport) -> None:
    """Show the popover."""
    rules = state.settings().feedback
    with st.popover("How to read this", type="tertiary"):
        for word in _WORDS:
            st.markdown(f"**{word}**  \n{WORDS[word]}")
        st.markdown(
            f"**published rule**  \nMore than {formats.share(rules.abandonment)} leave after the first answer while "
            f"more than {formats.share(rules.thumbs_up)} of those who rated gave a thumbs-up."
        )
        st.markdown(
            "**measured rule**  \nRated and unrated sessions of the same segments differ on a signal that both have, "
            "corrected for all signals looked at."
        )
        for one in report.signals:
            if one.derived:
                st.markdown(f"**{plain(one.label)}** (derived)  \n{plain(one.rule)}")
