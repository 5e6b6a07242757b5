"""A heading over a chart or table: what to see, then unit and grain in grey."""

from html import escape

import streamlit as st


def head(title: str, sub: str = "") -> None:
    """Show a heading."""
    st.html(f'<div class="tg-head">{escape(title)}<span>{escape(sub)}</span></div>')
