"""The batch that is on the screen, and the way to another one that is open: nobody goes back to the list for that."""

from html import escape

import streamlit as st

from app import reviewing
from tidegauge.workbench.review_batches import ReviewBatch

LEFT = "tg_review_left"
"""Set in the session by what leaves a batch: the whole page is drawn anew, and not the loop alone."""
_LONGEST = 60


def batch_switch(batch: ReviewBatch, others: tuple[ReviewBatch, ...]) -> None:
    """Show the batch's name; where `others` are open, as a box in which one of them is chosen."""
    if not others:
        st.html(f'<div class="tg-head"><bdi>{escape(batch.asked.name)}</bdi></div>', width="content")
        return
    names = {one.id: f"{one.asked.name[:_LONGEST]} · batch {one.id}" for one in (batch, *others)}
    # The batch is in the key: once another one is chosen the box has lost the focus, and keys are keys again.
    key = f"switch_{batch.id}"
    st.selectbox(
        "Batch",
        list(names),
        format_func=names.__getitem__,
        key=key,
        label_visibility="collapsed",
        width=260,
        on_change=_switch,
        args=(batch.id, key),
    )


def leave() -> None:
    """Go back to the list of batches."""
    number = st.query_params.pop("batch", "")
    if number.isdigit():
        reviewing.publisher().at_once(int(number))
    st.session_state[LEFT] = True


def _switch(before: int, key: str) -> None:
    reviewing.publisher().at_once(before)
    st.query_params["batch"] = str(st.session_state[key])
    st.session_state[LEFT] = True
