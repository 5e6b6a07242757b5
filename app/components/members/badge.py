"""Who is signed in, at the foot of the menu, and the way out."""

import streamlit as st

from app.components.states import plain
from app.signed_in import sign_out
from tidegauge.workbench.members import Member


def member_badge(member: Member) -> None:
    """Say who is signed in, and offer to sign out. Nothing as long as there is no member."""
    if not member.verified:
        return
    with st.sidebar.container(key="tg_member"):
        st.caption(f"{plain(member.name)} · {member.role.value}")
        st.button("Sign out", key="tg_sign_out", on_click=sign_out, type="tertiary")
