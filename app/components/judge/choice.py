"""Which score, and divided by what: both are the link's."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from app.components.split_choice import split_choice


@dataclass(frozen=True)
class JudgeChoice:
    """What the controls ask: a score by name, a dimension or none."""

    score: str | None
    by: str | None


def judge_choice(names: Sequence[str], dimensions: Sequence[str]) -> JudgeChoice:
    """Show the controls and return what they ask. Names stand in a list, where no markup is read."""
    score = st.selectbox(
        "Score",
        list(names),
        key="score",
        placeholder="no score",
        accept_new_options=True,
        label_visibility="collapsed",
        bind="query-params",
        width=220,
    )
    return JudgeChoice(score or None, split_choice(dimensions, "scores_by", 180))
