"""The answer as a text in which words are marked: by mouse, or by keyboard once the text has the focus."""

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st
import streamlit.components.v2 as components

from app.components.review import said
from app.components.sample import cut, invisible
from tidegauge.workbench.rubric import Question


def marked_output(text: str, question: Question, here: str, height: int) -> None:
    """Show a text with what is marked in it; long ones cut with a button that shows the rest."""
    key = f"marks_{here}"

    def keep() -> None:
        found = st.session_state[key].get("spans") or []
        said.chosen(here)[question.name] = spans_in(text, found)

    shown, rest = cut(text, f"output_{here}")
    spans = [_places(text, one) for one in said.chosen(here).get(question.name, [])]
    data = {"text": shown.translate(_ONE_FOR_ONE), "spans": spans, "height": height, "label": "Answer"}
    _component()(key=key, data=data, on_spans_change=keep)
    rest()


def spans_in(text: str, found: list[list[int]]) -> list[dict[str, Any]]:
    """Return marks of the browser as spans of a text: where from and to in characters, and the words.

    A browser counts in units of 16 bits, of which some characters have two.

    >>> spans_in("🙂 wrong", [[3, 8]])
    [{'start': 2, 'end': 7, 'text': 'wrong'}]
    """
    units = text.encode("utf-16-le", "replace")
    spans = []
    for first, last in found:
        start, end = (len(units[: 2 * at].decode("utf-16-le", "ignore")) for at in (first, last))
        if start < end:
            spans.append({"start": start, "end": end, "text": text[start:end]})
    return spans


def _places(text: str, span: dict[str, Any]) -> list[int]:
    return [len(text[: span[end]].encode("utf-16-le", "replace")) // 2 for end in ("start", "end")]


# A mark is counted in characters: what stands for a sign that cannot be seen must be one character too.
_ONE_FOR_ONE = {code: shown if len(shown) == 1 else "\ufffd" for code, shown in invisible().items()}


@cache
def _component() -> Callable[..., Any]:
    return components.component("tidegauge.marks", css="marks.css", js="marks.js", isolate_styles=False)
