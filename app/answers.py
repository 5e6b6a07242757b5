"""Reports, remembered and asked in a thread of their own: the page says how long it takes, and can stop them."""

import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NoReturn, TypeVar, cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from tidegauge.errors import StoreCancelledError
from tidegauge.stores.cancelling import Reading

SLOW = 2.0
"""Seconds after which a page says that it waits, and offers to stop."""
LOOK = 0.05
"""Seconds between two looks at whether the visitor wants something else by now."""

Question = tuple[Any, ...]
Answer = TypeVar("Answer")


class Cancelled(StoreCancelledError):  # noqa: N818  not an error: what the visitor wanted
    """The visitor stopped this question, and has not asked it again."""

    def __init__(self, mark: str, seconds: float) -> None:
        super().__init__()
        self.mark = mark
        self.seconds = seconds

    def __str__(self) -> str:
        return f"Cancelled after {self.seconds:.0f} s. Narrow the window or try again."


@dataclass
class _Job:
    """A question that is being answered, and how many pages wait for it."""

    reading: Reading
    began: float = field(default_factory=time.monotonic)
    done: threading.Event = field(default_factory=threading.Event)
    waiting: int = 0
    found: object = None
    error: BaseException | None = None


class _MissedError(Exception):
    """The answer is not remembered."""


_lock = threading.Lock()
_jobs: dict[Question, _Job] = {}


def answer(question: Question, ask: Callable[[], object], timeout: float) -> object:
    """Return `ask()`, remembered under `question`. A statement may take `timeout` seconds.

    Raises:
        Cancelled: the visitor stopped it.
        StoreTimeoutError: a statement took too long.
    """
    if get_script_run_ctx(suppress_warning=True) is None:
        return remembered()(question, ask)
    # Always there, so that what stands below keeps its place when a page is slow once.
    slot = st.empty()
    try:
        return remembered()(question, _miss)
    except _MissedError:
        found = _asked(question, ask, timeout, slot)
        return remembered()(question, lambda: found)


def waited(
    question: Question,
    ask: Callable[[], Answer],
    timeout: float,
    doing: Callable[[], str | None] = lambda: None,
) -> Answer:
    """Return `ask()` without remembering it: what is asked in every run, and may take long the first time.

    `doing` says what takes so long, in words.

    Raises:
        Cancelled: the visitor stopped it.
    """
    if get_script_run_ctx(suppress_warning=True) is None:
        return ask()
    return cast("Answer", _asked(question, ask, timeout, st.empty(), doing))


def digest(question: Question) -> str:
    """Return the mark under which a session remembers that a question was stopped."""
    return hashlib.sha256(repr(question).encode()).hexdigest()[:16]


def ask_again(mark: str) -> None:
    """Forget that the visitor stopped a question."""
    st.session_state.get("tg_cancelled", {}).pop(mark, None)


@cache
def remembered() -> Callable[..., object]:
    """Return the cache. Made on first use, when the server runs: before, Streamlit would warn."""
    # Bounded: without a limit every filter that anybody ever chose would stay in memory.
    return st.cache_data(max_entries=400, max_size="200MB", show_spinner=False)(_answer)


def _answer(question: Question, _ask: Callable[[], object]) -> object:  # noqa: ARG001  the key
    return _ask()


def _miss() -> NoReturn:
    raise _MissedError


def _asked(
    question: Question,
    ask: Callable[[], object],
    timeout: float,
    slot: DeltaGenerator,
    doing: Callable[[], str | None] = lambda: None,
) -> object:
    mark = digest(question)
    if stopped := st.session_state.get("tg_cancelled", {}).get(mark):
        raise Cancelled(mark, stopped)
    job = _joined(question, ask, timeout)
    try:
        _wait(job, mark, slot, doing)
    finally:
        # Also when Streamlit ends this run, because the visitor pressed Cancel, chose something else or left.
        _leave(question, job)
    if job.error is not None:
        raise job.error
    return job.found


def _joined(question: Question, ask: Callable[[], object], timeout: float) -> _Job:
    with _lock:
        job = _jobs.get(question)
        if job is None:
            job = _jobs[question] = _Job(Reading(timeout))
            # A daemon: a store that never answers must not keep the server from stopping.
            threading.Thread(target=_work, args=(question, job, ask), daemon=True, name="report").start()
        job.waiting += 1
        return job


def _work(question: Question, job: _Job, ask: Callable[[], object]) -> None:
    try:
        with job.reading:
            job.found = ask()
    except BaseException as error:
        job.error = error
    finally:
        with _lock:
            if _jobs.get(question) is job:
                del _jobs[question]
        job.done.set()


def _leave(question: Question, job: _Job) -> None:
    with _lock:
        job.waiting -= 1
        abandoned = not job.waiting and not job.done.is_set()
        if abandoned and _jobs.get(question) is job:
            del _jobs[question]
    if abandoned:
        job.reading.cancel()


def _wait(job: _Job, mark: str, slot: DeltaGenerator, doing: Callable[[], str | None]) -> None:
    text, said = None, 0
    while not job.done.wait(LOOK):
        # Streamlit ends the run here when the visitor wants something else.
        st.session_state.get("tg_cancelled")
        job.reading.check()
        seconds = int(time.monotonic() - job.began)
        if seconds >= SLOW and seconds != said:
            text, said = text or _stopper(job, mark, slot), seconds
            text.caption(f"{doing() or 'Reading the store'}… {seconds} s")
    if text is not None:
        slot.empty()


def _stopper(job: _Job, mark: str, slot: DeltaGenerator) -> DeltaGenerator:
    with slot.container(horizontal=True, vertical_alignment="center", gap="small"):
        text = st.container(width="content").empty()
        st.button("Cancel", key=f"cancel_{mark}", on_click=_stop, args=(mark, job.began))
    return text


def _stop(mark: str, began: float) -> None:
    st.session_state.setdefault("tg_cancelled", {})[mark] = time.monotonic() - began
