"""Feedback loop check: steered traffic beside the random slice, before and now."""

from html import escape

import streamlit as st

from app.components.business.versions import axis_of
from app.components.head import head
from app.components.interval_rows import IntervalRow, interval_rows
from tidegauge import formats
from tidegauge.reports._business.records import BusinessReport
from tidegauge.reports._business.texts import value_words


def business_random_slice(report: BusinessReport) -> None:
    """Show the rows and what they say; without random traffic, how it is named."""
    one = report.random_slice
    head("Random slice against steered traffic", f"{one.label}, {one.chip}" if one else "")
    if one is None:
        notes = [note for note in report.notes if "random" in note] or ["No random traffic is recorded."]
        st.html(f'<div class="tg-details">{escape(notes[0])}</div>')
        return
    sides = [
        ("Steered, before", one.steered_reference, False),
        ("Steered, now", one.steered, True),
        ("Random, before", one.random_reference, False),
        ("Random, now", one.random, True),
    ]
    known = [(label, side, bold) for label, side, bold in sides if side is not None]
    span, ticks = axis_of([side for _, side, _ in known], one.unit, report.currency)
    rows = [
        IntervalRow(
            label,
            f"{formats.count(side.n)} sessions",
            value_words(side, one.unit, report.currency),
            side.value,
            side.low,
            side.high,
            headline=bold,
        )
        for label, side, bold in known
    ]
    interval_rows(rows, span, ticks, what="Traffic")
    said = one.sentence
    if one.difference is not None:
        size = formats.difference(one.difference, one.unit, currency=report.currency)
        said = f"{said} Steered less random, now less before: {size}."
    st.html(f'<div class="tg-details">{escape(said)}</div>')
