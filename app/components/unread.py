"""What a link says of the window and the comparison that their lists do not hold: Streamlit drops it in silence."""

from collections.abc import Mapping

import streamlit as st

from app.components.comparison_choice import comparisons
from app.components.window_choice import WINDOWS
from tidegauge.errors import unknown


def unread(baselines: Mapping[str, str]) -> tuple[str, ...]:
    """Return a sentence for each. To be called before the widgets are drawn: they take their keys from the link."""
    against = [one for window in WINDOWS for one in comparisons(window, baselines)]
    known = {"window": ("window", list(WINDOWS)), "against": ("comparison", against)}
    return tuple(
        f"{unknown(what, value, names)} It is ignored."
        for key, (what, names) in known.items()
        for value in st.query_params.get_all(key)[:1]
        if value not in names
    )
