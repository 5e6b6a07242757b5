"""What a page or panel shows when there is nothing to show: empty, no match, too slow, store down, our own fault."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from app import state
from app.components.done import PageEnded
from app.components.finding import block
from tidegauge.errors import StoreError, TidegaugeError
from tidegauge.formats import Tone

_LOG = logging.getLogger("tidegauge")


def empty_store(page: str) -> None:
    """Say that nothing was imported yet, with the commands that change it."""
    where = (f"The store is {state.settings().store}.",)
    st.html(block(page, "", "No calls yet.", where, Tone.QUIET))
    st.code("tidegauge demo\ntidegauge import FILE\ntidegauge serve --store URL", language=None)


@contextmanager
def panel(name: str) -> Iterator[None]:
    """Keep a failure inside its panel: the rest of the page lives, and the log has the reference."""
    try:
        yield
    except PageEnded:
        raise
    except StoreError as error:
        _down(name, error)
    except TidegaugeError as error:
        st.error(plain(str(error)))
    except Exception:
        reference = secrets.token_hex(2)
        _LOG.exception("panel %s, reference %s", name, reference)
        st.error(f"Something went wrong here. Reference {reference}.")


def _down(name: str, error: StoreError) -> None:
    _LOG.error("panel %s: %s", name, error)
    st.error(plain(f"The trace store does not answer: {error}"))
    st.button("Try again", key=f"again_{name}")


def plain(text: str) -> str:
    """Return text for a callout or toast, which reads Markdown: every sign of it is switched off.

    >>> plain("<b> a_b")
    '\\\\<b\\\\> a\\\\_b'
    """
    return "".join("\\" + sign if sign in "\\`*_{}[]()<>#+-.!|~$:" else sign for sign in text[:2000])
