"""What the keys of the review loop do: each is durable in the workbench before the next sample is shown."""

import time
from collections.abc import Callable

import streamlit as st

from app import reviewing, state
from tidegauge.errors import TidegaugeError
from tidegauge.review import loop
from tidegauge.workbench.labels import Said
from tidegauge.workbench.review_batches import ReviewBatch
from tidegauge.workbench.review_plans import plan_of

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
    said = st.session_state.pop(_TOLD, None)
    return None if said is None else str(said)


def note_key(batch: int, place: int) -> str:
    """Return the key of a sample's note."""
    return f"note_{batch}_{place}"


def answer(batch: ReviewBatch, place: int, reviewer: str, value: float | None) -> None:
    """Record a label. None is “cannot judge”."""
    if _seen(batch.id, place):
        said = Said(value, _note(batch.id, place), _seconds())
        if _told(lambda: loop.commit(state.workbench(), batch, place, reviewer, said, state.now())):
            reviewing.publisher().soon(batch.id)


def pass_over(batch: ReviewBatch, place: int, reviewer: str) -> None:
    """Skip a sample; the note is the reason."""
    if _seen(batch.id, place):
        said = Said(None, _note(batch.id, place), _seconds())
        _told(lambda: loop.skip(state.workbench(), batch, place, reviewer, said, state.now()))


def undo(batch: ReviewBatch, reviewer: str) -> None:
    """Withdraw the last label or skip and show its sample again, with its note."""
    engine = state.workbench()

    def step() -> None:
        last = loop.undo(engine, batch, plan_of(engine, batch.id), reviewer, state.now())
        if last is not None:
            st.session_state[note_key(batch.id, last.place)] = last.comment or ""
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


def _note(batch: int, place: int) -> str:
    return st.session_state.get(note_key(batch, place)) or ""


def _told(step: Callable[[], object]) -> bool:
    try:
        step()
    except loop.LostError as error:
        note = _note(*st.session_state[_SHOWN][:2])
        st.session_state[_TOLD] = f"{error}{f' Your note was: {note}' if note else ''}"
        return False
    except TidegaugeError as error:
        st.session_state[_TOLD] = str(error)
        return False
    return True
