"""What another page asked the filter bar to show: set before the widgets exist, because later Streamlit refuses."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import streamlit as st

Query = Mapping[str, str | Sequence[str]]


def _first(values: Sequence[str]) -> str | None:
    return values[0] if values else None


def _moment(values: Sequence[str]) -> datetime | None:
    try:
        return datetime.fromisoformat(values[0]).replace(tzinfo=None) if values else None
    except ValueError:
        return None


FILTER_KEYS: dict[str, Callable[[Sequence[str]], Any]] = {
    "window": _first,
    "from": _moment,
    "to": _moment,
    "against": _first,
    "ref_from": _moment,
    "ref_to": _moment,
    "dimension": _first,
    "a": _first,
    "b": _first,
    "where": list,
    "n": _first,
    "tz": _first,
    "grain": _first,
    "store": _first,
}
"""The filter bar's keys in a link, and how the text of each is read."""

KEPT = ("n", "tz", "grain", "store")
"""Those that no bound widget holds: see `components/kept.py`."""


def split(query: Query) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the filter bar's part of a query, and the page's own.

    >>> split({"where": "geo = BR", "id": "t1"})
    ({'where': ['geo = BR']}, {'id': ['t1']})
    """
    lists = {name: [values] if isinstance(values, str) else list(values) for name, values in query.items()}
    ours = {name: values for name, values in lists.items() if name in FILTER_KEYS}
    return ours, {name: values for name, values in lists.items() if name not in FILTER_KEYS}


def leave_with(query: Mapping[str, Sequence[str]], *, only: bool) -> None:
    """Note what the filter bar shall show in the next run; `only` empties what the query does not name."""
    st.session_state.tg_arrival = {**(dict.fromkeys(FILTER_KEYS, ()) if only else {}), **query}


def arrive() -> None:
    """Give the filter bar what was noted. To be called before any of its widgets."""
    for name, values in st.session_state.pop("tg_arrival", {}).items():
        value = FILTER_KEYS[name](values)
        key = f"tg_{name}" if name in KEPT else name
        if value is None:
            st.session_state.pop(key, None)
        else:
            st.session_state[key] = value
