"""Why spend changed: one bar a part from zero, the largest coloured, and the total that they sum to."""

from html import escape

import streamlit as st

from app.components.head import head
from app.components.palette import Palette, palette
from tidegauge import formats
from tidegauge.formats import Tone
from tidegauge.reports._cost.records import CostPart, CostReport, CostSplit
from tidegauge.reports._cost.texts import part_words, signed_money

_TRACK = 58
"""Percent of the width that the bars have; the numbers stand beside them."""


def cost_parts(report: CostReport) -> None:
    """Show the bars; without a comparison that is said."""
    head("Why spend changed", f"{report.currency}; the parts sum to the whole")
    if report.split is None:
        st.html('<div class="tg-details">Nothing to compare with: choose a comparison.</div>')
        return
    colours, split = palette(), report.split
    before = f"{report.windows.comparison}: {formats.money(split.reference, report.currency)}"
    rows = [f'<div style="padding:5px 0 3px;color:{colours.grey}">{escape(before)}</div>']
    largest = max(split.parts, key=lambda one: abs(one.value))
    rows += [_row(one, split, report.currency, colours, is_largest=one is largest) for one in split.parts]
    rows.append(_total(split, report.currency, colours))
    st.html(f'<div style="font-size:13px;line-height:1.5;color:{colours.text}">{"".join(rows)}</div>')
    if split.blended:
        names = ", ".join(split.blended[:3])
        said = f"Of {names} only the cost a call is known: what its cache saved stands in prices."
        st.html(f'<div class="tg-details">{escape(said)}</div>')


def _row(one: CostPart, split: CostSplit, currency: str, colours: Palette, *, is_largest: bool) -> str:
    colour = colours.reference
    if is_largest and one.value:
        # More calls cost more, which is no bad news by itself; and whether less money is good news, quality says.
        colour = colours.tones[Tone.WORSE] if one.value > 0 and one.name != "volume" else colours.current
    return _line(one.label, one.value, part_words(one, currency), split, colour)


def _total(split: CostSplit, currency: str, colours: Palette) -> str:
    words = signed_money(split.total, currency)
    line = _line("total change", split.total, words, split, colours.text)
    return f'<div style="font-weight:600">{line}</div>'


def _line(label: str, value: float, words: str, split: CostSplit, colour: str) -> str:
    """The zero line stands where the largest fall and the largest rise both have room."""
    values = [*(one.value for one in split.parts), split.total]
    low, high = min(0.0, *values), max(0.0, *values)
    reach = (high - low) or 1.0
    zero = -low / reach * _TRACK
    width = abs(value) / reach * _TRACK
    left = zero - width if value < 0 else zero
    bar = (
        f'<div style="position:absolute;left:{left:.2f}%;width:{max(width, 0.3):.2f}%;top:5px;height:16px;'
        f'background:{colour};border-radius:2px"></div>'
    )
    text = f'<div class="tg-num" style="position:absolute;left:calc({max(left + width, zero):.2f}% + 8px);top:3px">{escape(words)}</div>'
    return (
        '<div style="display:grid;grid-template-columns:136px 1fr;height:27px;align-items:center">'
        f"<div>{escape(label)}</div>"
        f'<div style="position:relative;height:27px">{bar}{text}</div></div>'
    )
