"""How much to judge: what each rate shows and costs. The slider only reads the curve."""

from html import escape

import streamlit as st

from app.components.head import head
from tidegauge.formats import share
from tidegauge.reports._judge.records import Sampling
from tidegauge.reports._judge.texts import cost_words, sampling_text


def sampling_panel(found: Sampling) -> None:
    """Show the slider, and what the rate that it stands on would show."""
    recorded = "" if found.recorded is None else f"; drawn at {share(found.recorded)}"
    calls = "calls that are not judged anyway" if found.always else "calls"
    head("How much to judge", f"now {share(found.rate)} of {calls}{recorded}")
    options = [point.rate for point in found.curve]
    nearest = min(options, key=lambda rate: abs(rate - found.rate))
    rate = st.select_slider(
        "Share of calls judged",
        options,
        nearest,
        format_func=share,
        key="judge_rate",
        label_visibility="collapsed",
    )
    st.html(f'<div style="font-size:13.5px">{escape(sampling_text(found, rate))}</div>')
    lowest = found.curve[0].rate
    if rate != lowest:
        st.html(f'<div class="tg-details">{escape(sampling_text(found, lowest))}</div>')
    if cost := cost_words(found):
        st.html(f'<div class="tg-details">{escape(cost)}</div>')
