"""What is different in the affected calls: each value with its share in them and in all others."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from app.components.head import head
from app.components.palette import palette
from app.components.scope.chart import box_words, take_back
from tidegauge import formats
from tidegauge.filters import Window
from tidegauge.reports._scope.records import Contrast, ScopeDetail, ScopeRow
from tidegauge.reports._traces.text import first_line

LONGEST = 60
_GRID = "display:grid;column-gap:12px;align-items:center;font-size:13px;line-height:1.7;grid-template-columns:minmax(120px,1fr) minmax(90px,1.4fr) auto"
_LABEL = "white-space:nowrap;overflow:hidden;text-overflow:ellipsis"


def scope_contrast(detail: ScopeDetail, row: ScopeRow, box: Window | None, zone: str) -> None:
    """Show the rows; of a box with what takes it back."""
    if box is None:
        which = "the failing" if "affected" in detail.question else "these"
        head(f"What is different in {which} calls", f"{detail.question} · {_counts(detail)}")
    else:
        head("What is different there?", f"{detail.question} · {_counts(detail)}")
        st.button(
            f"✕ {box_words(box, zone)}",
            key="scope_part",
            on_click=take_back,
            help="Back to the whole segment",
        )
    if not detail.contrast:
        st.html(f'<div class="tg-details">{escape(_nothing(detail, there=box is not None))}</div>')
        return
    st.html(_rows(detail.contrast, palette().tones[formats.tone(row.verdict, row.direction)]))


def _counts(detail: ScopeDetail) -> str:
    return f"n {formats.count(detail.n_bad)} / {formats.count(detail.n_rest)}"


def _nothing(detail: ScopeDetail, *, there: bool) -> str:
    if not detail.n_bad or not detail.n_rest:
        return "There are no calls to compare."
    lead = "Nothing stands out here" if there else "Nothing stands out"
    return (
        f"{lead}: of {len(detail.looked_at)} attributes no value is clearly more frequent in these "
        f"{formats.count(detail.n_bad)} calls than in the other {formats.count(detail.n_rest)}."
    )


def _rows(rows: Sequence[Contrast], colour: str) -> str:
    grey = palette().reference
    cells = [
        f'<div style="{_LABEL}" title="{escape(_label(one))}">{escape(_label(one))}</div>'
        f"<div>{_bar(one.bad, colour, 5)}{_bar(one.rest, grey, 4)}</div>"
        f'<div class="tg-num" style="text-align:right">{formats.share(one.bad)} '
        f'<span style="color:{palette().grey}">/ {formats.share(one.rest)}</span></div>'
        for one in rows
    ]
    return f'<div style="{_GRID}">{"".join(cells)}</div>'


def _label(one: Contrast) -> str:
    return first_line(f"{one.attribute} = {one.value}"[: 8 * LONGEST], LONGEST) or formats.MISSING


def _bar(part: float, colour: str, height: int) -> str:
    width = max(0.0, min(1.0, part)) * 100
    return f'<div style="height:{height}px;margin:1px 0;width:{width:.1f}%;min-width:1px;border-radius:2px;background:{colour}"></div>'
