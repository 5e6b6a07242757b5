"""What changed in the words: the share of answers on either side that have a word."""

from html import escape

import streamlit as st

from app.components.head import head
from app.components.palette import palette
from tidegauge import formats
from tidegauge.reports._versions_compared.records import CompareReport

_GRID = (
    "display:grid;column-gap:12px;align-items:center;font-size:13px;line-height:1.7;"
    "grid-template-columns:minmax(100px,1fr) minmax(90px,1.6fr) auto"
)


def compare_words(report: CompareReport) -> None:
    """Show the rows, or that no word tells the answers apart."""
    a, b = report.n_words
    head(
        "What changed in the words",
        f"share of answers, {report.b} / {report.a}; n {formats.count(b)} / {formats.count(a)}",
    )
    if not report.words:
        said = (
            "No word is clearly more frequent on one side."
            if a and b
            else "No answers were recorded on both sides."
        )
        st.html(f'<div class="tg-details">{said}</div>')
        return
    colours = palette()
    cells = [
        f'<div style="white-space:nowrap;overflow:hidden;text-overflow:ellipsis">{escape(one.text)}</div>'
        f"<div>{_bar(one.b, colours.current, 5)}{_bar(one.a, colours.reference, 4)}</div>"
        f'<div class="tg-num" style="text-align:right">{formats.share(one.b)} '
        f'<span style="color:{colours.grey}">/ {formats.share(one.a)}</span></div>'
        for one in report.words
    ]
    st.html(f'<div style="{_GRID}">{"".join(cells)}</div>')


def _bar(part: float, colour: str, height: int) -> str:
    width = max(0.0, min(1.0, part)) * 100
    return f'<div style="height:{height}px;margin:1px 0;width:{width:.1f}%;min-width:1px;border-radius:2px;background:{colour}"></div>'
