"""The link that opens this page for a colleague, with everything that it depends on spelled out."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import streamlit as st

SPELLED_OUT = {"window": "window", "against": "against", "tz": "tg_tz"}
"""What the address leaves out while it is the default: the default may be another one tomorrow, or elsewhere."""


def query() -> str:
    """Return the text behind the question mark of this page's link."""
    pairs = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
    named = {name for name, _ in pairs}
    kept = {name: st.session_state.get(key) for name, key in SPELLED_OUT.items() if name not in named}
    return urlencode([*pairs, *((name, str(value)) for name, value in kept.items() if value)])


def absolute_link() -> str:
    """Return the whole address; the path alone when the browser's address is not known."""
    parts = urlsplit(st.context.url or "")
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query(), ""))


def query_values(text: str) -> dict[str, list[str]]:
    """Return {name: its values} of a link's query.

    >>> query_values("where=geo+%3D+BR&where=device+%3D+ios&n=50")
    {'where': ['geo = BR', 'device = ios'], 'n': ['50']}
    """
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        found.setdefault(name, []).append(value)
    return found
