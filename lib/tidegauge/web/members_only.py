"""Files that pages offer are sent to members who may read pages: a link to one is no way around a page."""

from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from tidegauge.clock import now
from tidegauge.workbench.members import ANYBODY, Member, list_members
from tidegauge.workbench.permission import Act, may
from tidegauge.workbench.sign_in import session_member

FILES = ("/media/", "/_stcore/upload_file/")
PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".ico")
"""The logo and drawn intervals. Downloads are none of these."""


class MembersOnly:
    """ASGI middleware that asks who sends a request for a file. Without members everybody gets it."""

    def __init__(self, app: ASGIApp, workbench: Callable[[], sa.Engine], cookie: str) -> None:
        self.app, self._workbench, self._cookie = app, workbench, cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith(FILES) or path.lower().endswith(PICTURES):
            await self.app(scope, receive, send)
            return
        member = await run_in_threadpool(self._sender, Headers(scope=scope).get("cookie", ""))
        if member is not None and may(member, Act.READ):
            await self.app(scope, receive, send)
        elif member is None:
            await PlainTextResponse("Sign in first.", status_code=401)(scope, receive, send)
        else:
            said = f"Your role ({member.role.value}) does not include downloads."
            await PlainTextResponse(said, status_code=403)(scope, receive, send)

    def _sender(self, cookies: str) -> Member | None:
        engine = self._workbench()
        if not list_members(engine):
            return ANYBODY
        secret = _secret(cookies, self._cookie)
        return session_member(engine, secret, now()) if secret else None


def _secret(cookies: str, name: str) -> str:
    try:
        found = SimpleCookie(cookies).get(name)
    except CookieError:
        return ""
    return found.value if found else ""
