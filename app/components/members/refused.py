"""The page of a link that a role does not include."""

import streamlit as st

from app import menu
from app.components.finding import block
from tidegauge.formats import Tone
from tidegauge.workbench.members import Member


def refused(member: Member, title: str) -> None:
    """Say that a member's role does not include the page of this title."""
    sentence = f"Your role ({member.role.value}) does not include {title}."
    st.html(block(title, "", sentence, ("An admin can give you another one",), Tone.QUIET))
    first = next(
        (entry for entry in menu.entries() if menu.included(entry, member) and not entry.hidden), None
    )
    if first:
        st.page_link(menu.page(first.path), label=first.title, icon=":material/arrow_forward:")
