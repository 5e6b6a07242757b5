"""What a page or panel shows when there is nothing to show: empty, no match, too slow, store down, our own fault."""

import logging
import secrets
import shlex
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from app import state
from app.answers import Cancelled, ask_again
from app.components.done import PageEnded
from app.components.finding import block
from app.components.store.choice import store_of_commands
from app.components.store.remedy import remedy
from tidegauge.errors import StoreError, StoreTimeoutError, TidegaugeError
from tidegauge.formats import Tone
from tidegauge.stores.missing_tables import missing_sentences

LOOK_EVERY = 3.0
"""Seconds after which a store that is away is looked at again."""
_LOG = logging.getLogger("tidegauge")


def empty_store(page: str) -> None:
    """Say that nothing was imported yet, with the commands that change it."""
    where = (f"The store is {state.store().url}.",)
    st.html(block(page, "", "No calls yet.", where, Tone.QUIET))
    first_steps()


def first_steps() -> None:
    """Show the commands that fill a store, or open one that is full."""
    name = store_of_commands() if state.store().peer is None else None
    into = f" --store {shlex.quote(name)}" if name else ""
    st.code(f"tidegauge demo\ntidegauge import FILE{into}\ntidegauge serve --store URL", language=None)


@contextmanager
def panel(name: str) -> Iterator[None]:
    """Keep a failure inside its panel: the rest of the page lives, and the log has the reference."""
    try:
        yield
    except PageEnded:
        raise
    except Cancelled as stopped:
        st.info(plain(str(stopped)))
        st.button("Try again", key=f"again_{name}", on_click=ask_again, args=(stopped.mark,))
    except StoreError as error:
        _failed(name, error)
    except TidegaugeError as error:
        st.error(plain(str(error)))
    except Exception:
        reference = secrets.token_hex(2)
        _LOG.exception("panel %s, reference %s", name, reference)
        st.error(f"Something went wrong here. Reference {reference}.")


def _failed(name: str, error: StoreError) -> None:
    state.refresh()
    problem = None if isinstance(error, StoreTimeoutError) else state.problem()
    if problem:
        store_down(problem, name)
    else:
        _LOG.error("panel %s: %s", name, error)
        st.error(plain(str(error)))
        st.button("Try again", key=f"again_{name}", on_click=state.refresh)


def store_down(problem: StoreError, name: str = "page") -> None:
    """Say that the store does not answer and what to do, and draw the page anew as soon as it does."""
    _LOG.error("panel %s: %s", name, problem)
    what_to_do = remedy(problem, state.stores().chosen(), answered=bool(state.catalog().rows))
    st.error(plain(f"{str(problem).rstrip('.')}. {what_to_do}"))
    st.button("Try again", key=f"again_{name}", on_click=state.refresh)
    watch_store()


def missing_tables() -> None:
    """Say which tables somebody took away from the store: numbers that stand on them are missing, not zero."""
    with panel("missing tables"):
        for sentence in missing_sentences(state.store()):
            st.warning(plain(sentence))


@st.fragment(run_every=LOOK_EVERY)
def watch_store() -> None:
    """Draw the page anew as soon as the store answers."""
    state.refresh()
    if state.problem() is None:
        st.rerun()


def plain(text: str) -> str:
    """Return text for a callout or toast, which reads Markdown: every sign of it is switched off.

    >>> plain("<b> a_b")
    '\\\\<b\\\\> a\\\\_b'
    """
    return "".join("\\" + sign if sign in "\\`*_{}[]()<>#+-.!|~$:" else sign for sign in text[:2000])
