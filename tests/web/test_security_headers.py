import asyncio
from concurrent.futures import ThreadPoolExecutor

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message

from tidegauge.web.security_headers import DIRECTIVES, HEADERS, SecurityHeaders


async def _hello(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


def _answer(path: str) -> tuple[int, dict[str, str]]:
    app = Starlette(routes=[Route("/", _hello)], middleware=[Middleware(SecurityHeaders)])
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "headers": [],
        "query_string": b"",
        "root_path": "",
    }
    # In a thread of its own: Playwright keeps a loop running in the thread of the tests.
    with ThreadPoolExecutor(1) as threads:
        threads.submit(lambda: asyncio.run(app(scope, receive, send))).result()
    return sent[0]["status"], {name.decode(): value.decode() for name, value in sent[0]["headers"]}


def test_every_response_has_the_headers() -> None:
    for path, status in (("/", 200), ("/not-there", 404)):
        found, headers = _answer(path)
        assert found == status
        assert {name: headers[name.lower()] for name in HEADERS} == HEADERS


def test_no_script_and_no_request_from_elsewhere() -> None:
    own, *shipped = DIRECTIVES["script-src"].split()
    assert own == "'self'"
    assert "unsafe-inline" not in DIRECTIVES["script-src"]
    # Chromium itself names this hash for the one inline script of Streamlit 1.67's page when it refuses it.
    assert shipped == ["'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA='"]
    assert not any("http" in source or "*" in source for source in DIRECTIVES.values())
