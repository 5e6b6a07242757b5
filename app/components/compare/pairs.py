"""The same input answered by both, side by side, with what differs marked in the text: - only A, + only B."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from app.components.head import head
from app.components.sample import sample
from app.components.states import plain
from tidegauge.reports._traces.text import asked_line
from tidegauge.reports._versions_compared.records import CompareReport, SamplePair
from tidegauge.reports._versions_compared.texts import difference_text

LONGEST = 90


def compare_pairs(report: CompareReport) -> None:
    """Show one pair at a time."""
    head("Sample pairs", "word differences marked: [−only A−] {+only B+}")
    if not report.pairs:
        said = "No input was answered differently by both in the sample that was read."
        st.html(f'<div class="tg-details">{said}</div>')
        return
    one = _chosen(report.pairs)
    st.html(f'<div class="tg-details">{escape(one.case)}</div>')
    sample(one.input_text, "compare_input", height=110)
    columns = st.columns(2, gap="small")
    for column, name, text, key in zip(
        columns, (report.a, report.b), (one.a_text, one.b_text), "ab", strict=True
    ):
        with column:
            st.html(f'<div class="tg-details">{escape(name[:LONGEST])}</div>')
            sample(text, f"compare_{key}", height=150)
    sample(difference_text(one), "compare_difference", height=150)


def _chosen(pairs: Sequence[SamplePair]) -> SamplePair:
    names = [
        f"{place}. {plain(asked_line(one.input_text) or '')[:LONGEST]}" for place, one in enumerate(pairs, 1)
    ]
    place = st.selectbox(
        "Pair",
        range(len(pairs)),
        format_func=lambda at: names[at],
        key="compare_pair",
        label_visibility="collapsed",
    )
    return pairs[place or 0]
