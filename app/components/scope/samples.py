"""One affected call of the chosen row as text, and the way to the next one."""

from html import escape

import streamlit as st

from app import menu, state
from app.components.head import head
from app.components.page_link import query
from app.components.sample import sample
from tidegauge import formats
from tidegauge.reports._scope.records import ScopeDetail
from tidegauge.reports._traces.text import first_line

TRACE = "respond/trace.py"
_PLACE = "tg_scope_sample"
HEIGHT = 220
LINES = 9
"""More lines than this scroll inside the block: the page shall not jump from one sample to the next."""


def scope_sample(detail: ScopeDetail, zone: str, *, failing: bool) -> None:
    """Show a call; nothing where there is none."""
    if not detail.samples:
        return
    place = int(st.session_state.get(_PLACE, 0)) % len(detail.samples)
    one = detail.samples[place]
    head(
        "A failing sample" if failing else "A sample",
        f"{place + 1} of {len(detail.samples)}, the newest first",
    )
    text = one.text if one.text is not None else one.question
    sample(text, f"scope_{one.trace_id}", height=HEIGHT if _is_long(text) else "content")
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        facts = " · ".join(
            filter(None, (formats.moment(one.at, zone, state.now()), first_line(one.error or "", 80)))
        )
        st.html(f'<div class="tg-details">{escape(facts)}</div>', width="content")
        with st.container(horizontal=True, width="content"):
            if st.button("Trace", key="scope_trace", type="tertiary"):
                menu.go(TRACE, {"id": one.trace_id, "back": query()})
            if len(detail.samples) > 1:
                st.button("Next", key="scope_next", type="tertiary", on_click=_next)


def _is_long(text: str | None) -> bool:
    return text is not None and (text.count("\n") >= LINES or len(text) > LINES * 60)


def _next() -> None:
    st.session_state[_PLACE] = int(st.session_state.get(_PLACE, 0)) + 1
