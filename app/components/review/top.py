"""The line above the sample: the batch, how far it is, and the sheet of keys."""

from html import escape

import streamlit as st

from app.components.review.keys import keys_sheet
from app.components.review.switch import batch_switch, leave
from tidegauge import formats
from tidegauge.review.progress import Progress
from tidegauge.workbench.review_batches import ReviewBatch
from tidegauge.workbench.rubric import JudgeShown, Rubric

_NAMED = 4
"""Reviewers who are named with what they did."""
_JUDGE = {
    JudgeShown.AFTER: "judge hidden until you label",
    JudgeShown.NEVER: "judge hidden",
    JudgeShown.BESIDE: "",
}


def review_top(
    batch: ReviewBatch,
    rubric: Rubric,
    reviewer: str,
    found: Progress,
    others: tuple[ReviewBatch, ...] = (),
) -> None:
    """Show the line, with the way to `others` that are open, and how far the batch is."""
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        leave_button()
        batch_switch(batch, others)
        st.html(_counts(reviewer, found), width="stretch")
        st.html(f'<div class="tg-details">{_JUDGE[rubric.judge]}</div>', width="content")
        keys_sheet(batch, rubric)
    st.progress(min(found.done / found.wanted, 1.0) if found.wanted else 1.0)


def leave_button() -> None:
    """Show the way back to the batches."""
    st.button("All batches", key="all_batches", type="tertiary", icon=":material/arrow_back:", on_click=leave)


def _counts(reviewer: str, found: Progress) -> str:
    by = sorted(found.by.items(), key=lambda one: (one[0] != reviewer, -one[1], one[0]))
    words = [f"{who} {formats.count(n)}" for who, n in by[:_NAMED]]
    if len(by) > _NAMED:
        words.append(f"{len(by) - _NAMED} others {formats.count(sum(n for _, n in by[_NAMED:]))}")
    if found.seconds is not None:
        words.append(f"median {found.seconds:.0f} s")
    if found.minutes_left is not None and found.left:
        words.append(f"about {max(round(found.minutes_left), 1)} min left")
    done = f"{formats.count(found.done)} of {formats.count(found.wanted)} done"
    # A name may hold signs that turn the direction of what follows it.
    rest = "".join(f" · <bdi>{escape(word)}</bdi>" for word in words)
    return f'<div class="tg-details"><b>{done}</b>{rest}</div>'
