"""The route that takes a key and gives a session: never in an address, never in a log."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from tidegauge.clock import now
from tidegauge.web.attempts import Attempts
from tidegauge.web.session_cookie import set_session
from tidegauge.workbench.sign_in import start_session

PATH = "/api/sign-in"
SAID = "sign_in"
"""The key of a link that says why the form is shown again: `wrong`, or `wait`."""
_LARGEST = 4_096


def sign_in_route(workbench: Callable[[], sa.Engine], cookie: str) -> Route:
    """Return the route. A form sends it `key` and `next`, the page to go back to."""
    attempts = Attempts()

    async def sign_in(request: Request) -> Response:
        if not _from_here(request):
            return PlainTextResponse("This form was sent from another site.", status_code=403)
        form = await _form(request)
        if form is None:
            return PlainTextResponse("This is no sign-in form.", status_code=400)
        back, address = _inside(form.get("next", "")), request.client.host if request.client else ""
        at = now()
        if attempts.wait(address, at):
            return _again(back, "wait")
        started = await run_in_threadpool(start_session, workbench(), form.get("key", ""), at)
        if started is None:
            attempts.failed(address, at)
            return _again(back, "wrong")
        answer = RedirectResponse(back, status_code=303)
        set_session(answer, cookie, started.secret, secure=request.url.scheme == "https")
        return answer

    return Route(PATH, sign_in, methods=["POST"])


def _from_here(request: Request) -> bool:
    # Another site's form would sign its visitor in as somebody else, who would then read what is typed here.
    told = request.headers.get("sec-fetch-site")
    if told is not None:
        return told in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


async def _form(request: Request) -> dict[str, str] | None:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST:
            return None
    try:
        return {name: values[0] for name, values in parse_qs(body.decode(), max_num_fields=9).items()}
    except ValueError:
        return None


def _inside(address: str) -> str:
    """Return a page's address without its host: a link must not lead to another site after signing in."""
    parts = urlsplit(address.replace("\\", "/"))
    path = "/" + parts.path.lstrip("/")
    pairs = [(name, one) for name, many in parse_qs(parts.query).items() for one in many if name != SAID]
    return path + (f"?{urlencode(pairs)}" if pairs else "")


def _again(back: str, said: str) -> Response:
    sign = "&" if "?" in back else "?"
    return RedirectResponse(f"{back}{sign}{SAID}={said}", status_code=303)
