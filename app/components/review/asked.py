"""What reviewers are asked, beside the sample: the question, the rubric's others, a note, and what was said last."""

from html import escape

import streamlit as st

from app import reviewing
from app.components.review import steps
from app.components.review.keys import undo_key
from app.components.review.last import judge_words, last_words
from app.components.review.questions import note, review_questions
from tidegauge.review.samples import ReviewSample
from tidegauge.workbench.batch_kinds import ADJUDICATION
from tidegauge.workbench.labels import LastAct
from tidegauge.workbench.review_batches import ReviewBatch, Scale
from tidegauge.workbench.rubric import JudgeShown, Rubric

_TOLD = {
    Scale.YES_NO: "Pass means yes, fail means no.",
    Scale.ONE_TO_FIVE: "1 is worst, 5 is best.",
    Scale.PREFERENCE: "Which side an answer stands on is chance.",
}
_REASON = "Why (needed: others will read it; keys are off while you type)"


def question(batch: ReviewBatch, rubric: Rubric, one: ReviewSample | None) -> None:
    """Show the question of every sample, with the instruction."""
    version = reviewing.rubric_of_batch(batch)[1]
    # A rubric's own words say what its verdict means.
    usual = _TOLD[rubric.verdict.scale] if not version or not rubric.instruction else ""
    words = (f"Rubric {version}." if version else "", rubric.instruction, usual)
    lines = [" ".join(filter(None, words))]
    if one and rubric.judge is JudgeShown.BESIDE and (judge := judge_words(one.judged)):
        lines.append(f"The {judge}.")
    shown = "".join(f'<div class="tg-details">{escape(line)}</div>' for line in lines)
    st.html(f'<div class="tg-headline">{escape(rubric.verdict.question)}</div>{shown}')


def answers(batch: ReviewBatch, rubric: Rubric, place: int) -> None:
    """Show the further questions and the note; a decision's reason stands first, where nothing covers it."""
    here = f"{batch.id}_{place}"
    if batch.kind == ADJUDICATION:
        note(here, _REASON)
    review_questions(rubric, here)
    if batch.kind != ADJUDICATION:
        note(here)


def last_said(
    batch: ReviewBatch, rubric: Rubric, shared: str, place: int, reviewer: str, last: LastAct | None
) -> None:
    """Show who labels, how much several people label (`shared`), what was said last, and the way back."""
    # Without a sample there are no keys, above which it stands otherwise.
    steps.show_told()
    words = f"You are {reviewer}. {shared}".strip()
    shown = f'<div class="tg-details">{escape(words)}</div>'
    if last is not None:
        said, more = last_words(batch, rubric, last)
        shown += f'<div class="tg-details">Last: <b>{escape(said)}</b>{escape(more)}</div>'
    st.html(shown)
    if last is not None:
        undo_key(batch, rubric, reviewer, f"{place}_{last.id}")
