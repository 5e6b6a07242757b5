"""What the keys of the review loop do: each is durable in the workbench before the next sample is shown."""

import time
from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from app import reviewing, state
from app.components.review import said
from app.components.review.adjudication import golden_after, golden_undone
from app.signed_in import who
from tidegauge.errors import TidegaugeError
from tidegauge.review import loop
from tidegauge.workbench.batch_kinds import ADJUDICATION
from tidegauge.workbench.labels import Said
from tidegauge.workbench.review_batches import ReviewBatch
from tidegauge.workbench.review_plans import plan_of
from tidegauge.workbench.rubric import Rubric, missing

SEEN = 0.5
"""Seconds that a sample must have been on the screen: before that nobody has read it, a held key pressed itself."""
STREAM = 0.5
"""Seconds between two presses below which they come from a key that is held down."""
_SHOWN, _PRESSED, _TOLD = "tg_review_shown", "tg_review_pressed", "tg_review_told"


def shown(batch: int, place: int) -> None:
    """Note since when a sample is on the screen."""
    now = st.session_state.get(_SHOWN)
    if now is None or now[:2] != (batch, place):
        st.session_state[_SHOWN] = (batch, place, time.monotonic())


def told() -> str | None:
    """Return what the last step has to say, once."""
    words = st.session_state.pop(_TOLD, None)
    return None if words is None else str(words)


def show_told(waits: str = "") -> None:
    """Show what the last step has to say, once; else what a verdict `waits` for, as long as it does."""
    if message := told() or waits:
        st.html(f'<div class="tg-error" style="text-align:center">{escape(message)}</div>')


def answer(batch: ReviewBatch, rubric: Rubric, place: int, reviewer: str, value: float | None) -> None:
    """Record a label. None is “cannot judge”. A verdict that needs an answer first is held until that is there."""
    here = f"{batch.id}_{place}"
    if not _seen(batch.id, place):
        return
    answers = said.answers_of(here, rubric)
    if lacking := _lacking(batch, rubric, value, answers, here):
        said.hold(here, value)
        st.session_state[_TOLD] = lacking
        return
    told = Said(value, _note(here), _seconds(), answers)
    if _told(lambda: loop.commit(state.workbench(), batch, place, reviewer, told, state.now(), rubric)):
        said.forget(here)
        reviewing.publisher().soon(batch.id)
        if batch.kind == ADJUDICATION and (problem := golden_after(batch, place, reviewer)):
            st.session_state[_TOLD] = problem


def waiting(batch: ReviewBatch, rubric: Rubric, place: int, label: str, value: float) -> str:
    """Return what a verdict waits for: it is no label yet, and must not look like one."""
    here = f"{batch.id}_{place}"
    lacking = _lacking(batch, rubric, value, said.answers_of(here, rubric), here)
    return f"“{label}” waits, and is no label yet. {lacking or 'Press its key again, or Ctrl+Enter.'}"


def nothing_chosen(keys: str) -> None:
    """Say that there is no verdict to commit yet."""
    st.session_state[_TOLD] = f"Nothing is chosen yet. Leave the field with Tab and press {keys}."


def pass_over(batch: ReviewBatch, rubric: Rubric, place: int, reviewer: str) -> None:
    """Skip a sample; the note is the reason. What was answered is kept with it."""
    here = f"{batch.id}_{place}"
    if _seen(batch.id, place):
        told = Said(None, _note(here), _seconds(), said.answers_of(here, rubric))
        _told(lambda: loop.skip(state.workbench(), batch, place, reviewer, told, state.now()))


def undo(batch: ReviewBatch, rubric: Rubric, reviewer: str) -> None:
    """Withdraw the last label or skip and show its sample again, with its note and answers."""
    engine = state.workbench()

    def step() -> None:
        last = loop.undo(engine, batch, plan_of(engine, batch.id), reviewer, state.now())
        if last is not None:
            said.restore(f"{batch.id}_{last.place}", rubric, last.answers, last.comment)
            if batch.kind == ADJUDICATION:
                golden_undone(batch, last.place, reviewer)
            reviewing.publisher().soon(batch.id)

    _told(step)


def take_up(batch: ReviewBatch, reviewer: str) -> None:
    """Ask again for what this reviewer passed over."""
    _told(lambda: loop.take_up_skipped(state.workbench(), batch, reviewer, state.now()))


def _seen(batch: int, place: int) -> bool:
    now, before = time.monotonic(), st.session_state.get(_PRESSED, 0.0)
    st.session_state[_PRESSED] = now
    since = st.session_state.get(_SHOWN, (batch, place, now))
    if since[:2] == (batch, place) and now - since[2] >= SEEN and now - before >= STREAM:
        return True
    st.session_state[_TOLD] = (
        "That key came too early to be about this sample, and did nothing. Press it again."
    )
    return False


def _seconds() -> float:
    return round(time.monotonic() - float(st.session_state[_SHOWN][2]), 3)


def _lacking(
    batch: ReviewBatch, rubric: Rubric, value: float | None, answers: Mapping[str, object], here: str
) -> str:
    """Return what must be said before a verdict counts, empty when nothing is missing."""
    if batch.kind == ADJUDICATION and value is not None and not _note(here).strip():
        return "Say why in the note: a decision needs a reason. Then press the same key again, or Ctrl+Enter."
    open_ones = missing(rubric, value, answers)
    if not open_ones:
        return ""
    return f"“{open_ones[0].text}” comes first. Answer it, then press the same key again, or Ctrl+Enter."


def _note(here: str) -> str:
    return st.session_state.get(said.note_key(here)) or ""


def _told(step: Callable[[], object]) -> bool:
    try:
        who()  # a page that was open when its session ended does nothing any more
        step()
    except loop.LostError as error:
        note = _note("{}_{}".format(*st.session_state[_SHOWN][:2]))
        st.session_state[_TOLD] = f"{error}{f' Your note was: {note}' if note else ''}"
        return False
    except TidegaugeError as error:
        st.session_state[_TOLD] = str(error)
        return False
    return True
