"""Two answers to one input, side by side. Nothing on the screen tells whose they are."""

import streamlit as st

from app.components.review.sample import asked, before, gone
from app.components.review.texts import OUTPUT, head, text
from tidegauge.review.samples import ReviewSample


def side_by_side(one: ReviewSample, here: str, zone: str) -> None:
    """Show the input, and both answers under it as A and B."""
    if not one.found:
        gone()
        return
    asked(one, here, zone)
    answers = (one.other, one.output) if one.swapped else (one.output, one.other)
    for column, letter, answer in zip(st.columns(2, gap="small"), "AB", answers, strict=True):
        with column:
            head(letter, "shown as text")
            text(answer, f"{letter}_{here}", OUTPUT)
    before(one, here, zone)
