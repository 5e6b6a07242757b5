"""The sample of a review: what was asked and answered, as text and never as anything else."""

from html import escape

import streamlit as st

from app.components.sample import sample
from tidegauge import formats
from tidegauge.review.samples import ReviewSample

_MANY = 700
"""Characters from which a text scrolls inside its block: the question must stay in sight."""


def review_sample(one: ReviewSample, key: str, zone: str) -> None:
    """Show a sample, or that the store does not have it any more."""
    if not one.found:
        st.html('<div class="tg-details">The store does not have this sample any more. Skip it.</div>')
        return
    facts = one.facts or {}
    asked = [facts[name] for name in ("geo", "device", "feature") if name in facts]
    at = [formats.moment(one.at, zone, one.at)] if one.at else []
    _head("User", " · ".join([*asked, *at]))
    _text(one.input, f"input_{key}", 200)
    tokens = [f"{facts['output_tokens']} tokens"] if "output_tokens" in facts else []
    prompt = [f"prompt {facts['prompt_version']}"] if "prompt_version" in facts else []
    _head("Answer", " · ".join([*prompt, *tokens, "shown as text"]))
    _text(one.output, f"output_{key}", 320)
    if one.before:
        turns = "1 turn" if len(one.before) == 1 else f"the {len(one.before)} turns"
        with st.expander(f"Before this: {turns}"):
            for place, turn in enumerate(one.before):
                _head("User")
                sample(turn.input, f"before_{key}_{place}")
                _head("Answer")
                sample(turn.output, f"before_{key}_{place}_answer")


def _text(text: str | None, key: str, height: int) -> None:
    long = text is not None and (len(text) > _MANY or text.count("\n") > height // 24)
    sample(text, key, height=height if long else "content")


def _head(title: str, beside: str = "") -> None:
    st.html(f'<div class="tg-head">{escape(title)}<span><bdi>{escape(beside)}</bdi></span></div>')
