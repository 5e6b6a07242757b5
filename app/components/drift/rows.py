"""Rows of our own HTML in the drift panel: estimates with their interval on one axis, words with their shares."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from app.components.palette import palette
from tidegauge import formats
from tidegauge.charts.interval_image import common_reach, interval_image
from tidegauge.findings import Effect
from tidegauge.reports._drift.records import Contrast
from tidegauge.reports._traces.text import first_line

LONGEST = 60
_GRID = "display:grid;column-gap:8px;align-items:center;font-size:13px;line-height:1.65"
_LABEL = "white-space:nowrap;overflow:hidden;text-overflow:ellipsis"


def interval_rows(rows: Sequence[tuple[str, Effect, int | None]], colour: str) -> None:
    """Show label, drawn interval, its text and n. What may be zero is grey."""
    colours = palette()
    reach = common_reach([effect for _, effect, _ in rows])
    cells = [
        _label(label)
        + _drawn(effect, interval_image(effect, reach, _tint(effect, colour, colours.grey), colours.line))
        + f'<div class="tg-num" style="color:{colours.grey};text-align:right">{formats.count(n) if n is not None else ""}</div>'
        for label, effect, n in rows
    ]
    columns = "minmax(64px,1.1fr) 84px minmax(118px,1.2fr) auto"
    st.html(f'<div style="{_GRID};grid-template-columns:{columns}">{"".join(cells)}</div>')


def _label(label: str) -> str:
    shown = first_line(label[: 8 * LONGEST], LONGEST) or "(empty)"
    return f'<div style="{_LABEL}" title="{escape(shown)}">{escape(shown)}</div>'


def _drawn(effect: Effect, image: str) -> str:
    text = formats.difference(effect, effect.unit)
    return f'<img src="{image}" alt="" style="width:84px"><div class="tg-num">{escape(text)}</div>'


def _tint(effect: Effect, colour: str, grey: str) -> str:
    return colour if effect.low > 0 or effect.high < 0 else grey


def contrast_rows(rows: Sequence[Contrast]) -> None:
    """Show each word with a grey bar for before, a blue one for now, and both shares."""
    colours = palette()
    longest = max((max(one.reference, one.current) for one in rows), default=0.0) or 1.0
    cells = [
        _label(one.label)
        + f"<div>{_bar(one.reference / longest, colours.reference)}{_bar(one.current / longest, colours.current)}</div>"
        + f'<div class="tg-num" style="text-align:right">{formats.share(one.reference)} → {formats.share(one.current)}</div>'
        for one in rows
    ]
    st.html(f'<div style="{_GRID};grid-template-columns:minmax(90px,1.2fr) 1fr auto">{"".join(cells)}</div>')


def _bar(part: float, colour: str) -> str:
    width = max(0.0, min(1.0, part)) * 100
    return f'<div style="height:5px;margin:2px 0;width:{width:.1f}%;min-width:1px;background:{colour}"></div>'
