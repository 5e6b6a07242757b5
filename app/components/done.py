"""The invisible end of a page: tests and benchmarks wait for it instead of sleeping."""

import hashlib
from html import escape
from typing import NoReturn

import streamlit as st


class PageEnded(Exception):  # noqa: N818  not an error: a page that has said what there is to say
    """Raised to end a page early."""


def end_page() -> NoReturn:
    """End the page here, with its mark. `st.stop` would end the whole run, so that nobody could tell it is done."""
    raise PageEnded


def done(page: str) -> None:
    """Mark the end of a page, with its name and a digest of the query it was drawn for."""
    query = repr(sorted((name, st.query_params.get_all(name)) for name in st.query_params))
    digest = hashlib.sha256(query.encode()).hexdigest()[:12]
    st.html(f'<span id="done" data-page="{escape(page)}" data-f="{digest}"></span>')
