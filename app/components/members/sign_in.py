"""The form that takes a key. It goes straight to the server's route: Streamlit can set no cookie."""

from html import escape

import streamlit as st

from app.components.finding import block
from app.components.page_link import absolute_link
from app.components.palette import palette
from tidegauge.formats import Tone
from tidegauge.web.sign_in import PATH, SAID

_FILLED = "#2F5D8C"
"""Streamlit's filled buttons: white text on it is read on both themes."""
_SAID = {
    "wrong": "This key is nobody's here. Ask an admin for a new one: tidegauge member key NAME",
    "wait": "Too many wrong keys came from here. Wait five minutes and try again.",
}


_STYLE = """<style>
.tg-sign-in{{display:grid;gap:6px;width:min(420px,100%);font-size:14px;color:{text}}}
.tg-sign-in div{{display:flex;gap:8px}}
.tg-sign-in input{{flex:1;min-width:0;height:36px;padding:0 10px;font:inherit;color:{text};background:{surface};
border:1px solid {line};border-radius:6px}}
.tg-sign-in button{{height:36px;padding:0 14px;font:inherit;color:#FFFFFF;background:{filled};border:0;border-radius:6px;
cursor:pointer}}
.tg-sign-in input:focus-visible,.tg-sign-in button:focus-visible{{outline:2px solid {filled};outline-offset:2px}}
</style>"""


def sign_in_form() -> None:
    """Ask for a key, and come back to this page with its link."""
    said = _SAID.get(st.query_params.get(SAID, ""))
    told = ("It begins with tg_, and an admin gave it to you", "you stay signed in for 12 hours")
    st.html(block("Sign in", "", "Sign in with your key.", told, Tone.QUIET))
    if said:
        st.html(f'<div class="tg-error" role="alert">{escape(said)}</div>')
    colours = palette()
    style = {"text": colours.text, "surface": colours.surface, "line": colours.line, "filled": _FILLED}
    st.html(
        _STYLE.format(**style) + f'<form class="tg-sign-in" method="post" action="{PATH}">'
        f'<input type="hidden" name="next" value="{escape(absolute_link())}">'
        '<label for="tg-key">Key</label><div>'
        '<input id="tg-key" name="key" type="password" autocomplete="current-password" required maxlength="200">'
        '<button type="submit">Sign in</button></div></form>'
    )
