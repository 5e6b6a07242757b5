"""The latest releases as buttons: one click compares what was before with what came."""

from collections.abc import Sequence

import streamlit as st

from app import menu
from app.components.comparison_choice import VERSIONS
from app.components.states import plain
from tidegauge.reports._traces.text import first_line
from tidegauge.reports.compare_releases import Release

PAGE = "release/compare.py"
LONGEST = 60


def releases(found: Sequence[Release]) -> None:
    """Show the buttons; without a recorded release what to choose in the filter bar."""
    if not found:
        st.html(
            f'<div class="tg-details">To compare two versions choose “{VERSIONS}” after “against”. Releases that '
            "are recorded with <code>tidegauge changes add</code> are offered here.</div>"
        )
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html('<div class="tg-details">Compare a release:</div>', width="content")
        for place, one in enumerate(found):
            words = plain(first_line(one.words[: 4 * LONGEST], LONGEST) or one.of)
            if st.button(words, key=f"release_{place}"):
                # The chips of another release must not stay: they would leave this one without calls.
                query = {"against": VERSIONS, "dimension": one.of, "a": one.a, "b": one.b, "where": one.where}
                menu.go(PAGE, query)
