"""Which score, and divided by what: both are the link's."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from app.components.split_choice import split_choice
from tidegauge.reports._judge.report import JudgeReport
from tidegauge.reports._judge.words import short


@dataclass(frozen=True)
class JudgeChoice:
    """What the controls ask: a score by name, a dimension or none, a judge or none."""

    score: str | None
    by: str | None
    judge: str | None = None


JUDGE = "judge"
"""What the link calls the judge that is chosen."""


def judge_choice(names: Sequence[str], dimensions: Sequence[str]) -> JudgeChoice:
    """Show the controls and return what they ask. Names stand in a list, where no markup is read.

    Which judges there are is known when the report is: `evaluator_choice` shows that control, then.
    """
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
    # The widget has the last word; on a page just opened by a link it is not there yet.
    wanted = st.session_state.get(JUDGE) if JUDGE in st.session_state else st.query_params.get(JUDGE)
    place = "split by none" if not dimensions else f"split by {dimensions[0][:30]}"
    return JudgeChoice(score or None, split_choice(dimensions, "scores_by", 180, place), wanted or None)


def judge_missing(report: JudgeReport) -> None:
    """Say that the judge that was chosen gave no score, and whose are shown."""
    if report.line is not None and report.line.missing:
        text = f"“{report.line.missing[:60]}” gave no {report.name[:40]} in these windows: what {short(report.line.judge)} gave is shown."
        st.html(f'<div class="tg-details">{escape(text)}</div>')


def evaluator_choice(report: JudgeReport) -> None:
    """Show the judges to choose from, where there is more than one line of them or one was chosen."""
    names = [one.evaluator for one in (*report.versions, *report.others) if one.evaluator]
    chosen = report.line is not None and (report.line.chosen or bool(report.line.missing))
    if not report.others and not chosen:
        return
    st.selectbox(
        "Judge",
        names,
        index=None,
        key=JUDGE,
        placeholder="the judge with the most scores",
        accept_new_options=True,
        label_visibility="collapsed",
        bind="query-params",
        width=260,
    )
