"""Other names of the chosen row's calls: which of them it was, nobody can tell from the calls."""

from html import escape

import streamlit as st

from tidegauge.reports._scope.finding import also
from tidegauge.reports._scope.records import ScopeRow

MOST = 6


def scope_aliases(row: ScopeRow) -> None:
    """Show them under the table; nothing where the segment has one name."""
    text = also(row, MOST)
    if text:
        st.html(f'<div class="tg-details">{escape(text[:1].upper() + text[1:])}.</div>')
