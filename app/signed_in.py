"""Who looks at the pages: the member that the browser's session stands for, or anybody as long as there is none."""

import streamlit as st

from app import state
from app.components.kept import kept
from tidegauge.review.loop import reviewer_name
from tidegauge.web.session_cookie import cookie_name
from tidegauge.workbench.members import ANYBODY, Member, list_members
from tidegauge.workbench.permission import NotAllowedError
from tidegauge.workbench.permission import may as member_may
from tidegauge.workbench.sign_in import end_session, session_member


def visitor() -> Member | None:
    """Return who looks, in the role of this moment; None where people sign in and this browser has not."""
    engine, secret = state.workbench(), _secret()
    found = session_member(engine, secret, state.now()) if secret else None
    if found is not None:
        return found
    return None if list_members(engine) else ANYBODY


def who() -> Member:
    """Return who looks.

    Raises:
        NotAllowedError: people sign in here, and this browser's session has ended.
    """
    found = visitor()
    if found is None:
        raise NotAllowedError("You are signed out. Reload the page to sign in.")
    return found


def may(act: str, batch: int | None = None) -> bool:
    """Return whether who looks may `read`, `label`, `lead` or `admin`, on that batch where one is given."""
    found = visitor()
    return found is not None and member_may(found, act, batch, state.workbench())


def signer(told: str = "") -> str:
    """Return the name that signs what is done here: the member's, or without members the one that was told."""
    found = who()
    return found.name if found.verified else reviewer_name(told)


def reviewer() -> str:
    """Return who reviews: the member, or without members the name in the link; empty when nobody said one."""
    return signer(kept("reviewer", ""))


def sign_out() -> None:
    """End this browser's session: its cookie stands for nobody from now on."""
    end_session(state.workbench(), _secret(), state.now())


def _secret() -> str:
    return str(st.context.cookies.get(cookie_name(state.settings().workbench), ""))
