"""What a link to Scope says that the page cannot use: listed once, and what the page itself outlived is taken away."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from app.arrival import FILTER_KEYS
from app.components.scope.chart import PART, drawn_box
from app.components.scope.table import ROW_PARAMETER, segment_name
from app.components.words import complaints
from tidegauge.filters import Window
from tidegauge.reports._scope.records import ScopeRow
from tidegauge.reports._traces.text import first_line

_CHOICES = ("of", "over")
_BROUGHT = "tg_scope_brought"
LONGEST = 80


def note_link(*, arrived: bool) -> None:
    """Remember what the link of a visit brought. To be called first: later the page writes into the link itself.

    The other pages say `metric` for what is `of` here: it is read once, and rewritten.
    """
    if not arrived:
        return
    if "metric" in st.query_params and "of" not in st.query_params:
        first, *more = st.query_params.get_all("metric")
        st.query_params["of"] = st.session_state["of"] = first
        if more:
            st.query_params["metric"] = more
        else:
            del st.query_params["metric"]
    st.session_state[_BROUGHT] = {name: st.query_params.get_all(name) for name in st.query_params}


def scope_ignored(rows: Sequence[ScopeRow], window: Window, unknown: Sequence[str]) -> None:
    """Show what of the link was not understood; `unknown` are dimensions that the store does not have.

    A row or a part that only another choice on the page left behind is no news, and goes.
    """
    usable: Mapping[str, Callable[[str], bool]] = {
        ROW_PARAMETER: lambda name: any(segment_name(row) == name for row in rows),
        PART: lambda _: drawn_box(window) is not None,
    }
    brought: Mapping[str, Sequence[str]] = st.session_state.get(_BROUGHT, {})
    lost = [f"over = {name}" for name in unknown]
    for name, fits in usable.items():
        value = st.query_params.get(name)
        if value is not None and not fits(value):
            if value in brought.get(name, ()):
                lost.append(f"{name} = {value}")
            else:
                st.query_params.pop(name)
    lost += [f"{name} = {', '.join(brought[name])}" for name in brought if not _is_known(name)]
    if lost:
        shown = ", ".join(first_line(one[: 4 * LONGEST], LONGEST) or "" for one in lost)
        complaints((f"Ignored from the link: {shown}.",))


def _is_known(name: str) -> bool:
    return name in FILTER_KEYS or name in (*_CHOICES, ROW_PARAMETER, PART)
