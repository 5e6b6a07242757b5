"""The cookie that says who a browser is signed in as: scripts cannot read it, other sites cannot send it."""

import hashlib

from starlette.responses import Response

from tidegauge.workbench.sign_in import LASTS


def cookie_name(workbench: str) -> str:
    """Return the cookie's name: cookies know no ports, and two workbenches on one machine must not share it.

    >>> cookie_name("sqlite:///a") == cookie_name("sqlite:///b")
    False
    """
    return f"tidegauge_{hashlib.sha256(workbench.encode()).hexdigest()[:8]}"


def set_session(response: Response, name: str, secret: str, *, secure: bool) -> None:
    """Give the browser the secret of a session that began. `secure`: only over HTTPS, where the page came so."""
    response.set_cookie(
        name,
        secret,
        max_age=int(LASTS.total_seconds()),
        path="/",
        httponly=True,
        samesite="strict",
        secure=secure,
    )
