import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message

from tidegauge.clock import now
from tidegauge.web.attempts import FAILURES, PERIOD, Attempts
from tidegauge.web.members_only import MembersOnly
from tidegauge.web.session_cookie import cookie_name
from tidegauge.web.sign_in import PATH, sign_in_route
from tidegauge.workbench.audit import list_actions
from tidegauge.workbench.members import Role, add_member, remove_member
from tidegauge.workbench.sign_in import session_member

NAME = cookie_name("sqlite:///x")


async def _file(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("labels")


class Client:
    """Sends requests to the routes and the middleware, as a browser does."""

    def __init__(self, engine: sa.Engine) -> None:
        self.app = Starlette(
            routes=[
                sign_in_route(lambda: engine, NAME),
                Route("/{path:path}", _file, methods=["GET", "PUT"]),
            ],
            middleware=[Middleware(MembersOnly, workbench=lambda: engine, cookie=NAME)],
        )

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        scheme: str = "http",
    ) -> tuple[int, dict[str, str], str]:
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        scope: dict[str, Any] = {
            "type": "http",
            "method": method,
            "path": path,
            "scheme": scheme,
            "headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()],
            "query_string": b"",
            "root_path": "",
            "client": ("10.0.0.1", 1),
            "server": ("tide.example", 80),
        }
        # In a thread of its own: Playwright keeps a loop running in the thread of the tests.
        with ThreadPoolExecutor(1) as threads:
            threads.submit(lambda: asyncio.run(self.app(scope, receive, send))).result()
        found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], found, b"".join(part.get("body", b"") for part in sent[1:]).decode()

    def sign_in(self, key: str, back: str = "/", **headers: str) -> tuple[int, dict[str, str], str]:
        form = urlencode({"key": key, "next": back}).encode()
        return self.send(
            "POST", PATH, form, {name.replace("_", "-"): value for name, value in headers.items()}
        )


def test_a_key_gives_a_session_that_scripts_and_other_sites_cannot_use(engine: sa.Engine) -> None:
    key = add_member(engine, "ana", Role.ADMIN, by="", at=datetime(2026, 11, 21))
    status, headers, body = Client(engine).sign_in(
        key, "http://tide.example/drift?where=geo+%3D+BR&sign_in=wrong"
    )
    assert (status, headers["location"]) == (303, "/drift?where=geo+%3D+BR")
    name, _, rest = headers["set-cookie"].partition("=")
    assert name == NAME
    assert {"HttpOnly", "SameSite=strict", "Path=/", "Max-Age=43200"} <= set(rest.split("; "))
    assert "Secure" not in rest
    secret = rest.partition(";")[0]
    found = session_member(engine, secret, now())
    assert found is not None
    assert found.name == "ana"
    assert key not in str(headers) + body + str(list_actions(engine))


def test_over_https_the_session_stays_there(engine: sa.Engine) -> None:
    key = add_member(engine, "ana", Role.ADMIN, by="", at=datetime(2026, 11, 21))
    _, headers, _ = Client(engine).send("POST", PATH, urlencode({"key": key}).encode(), scheme="https")
    assert "Secure" in headers["set-cookie"]


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        ("https://evil.example/x?a=1", "/x?a=1"),
        ("//evil.example/x", "/x"),
        ("///evil.example", "/evil.example"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example\\x", "/x"),
        ("javascript:alert(1)", "/alert(1)"),
        ("", "/"),
        ("/a\r\nset-cookie: b=1", "/aset-cookie:%20b=1"),
    ],
)
def test_nobody_is_led_to_another_site(engine: sa.Engine, back: str, expected: str) -> None:
    key = add_member(engine, "ana", Role.ADMIN, by="", at=datetime(2026, 11, 21))
    _, headers, _ = Client(engine).sign_in(key, back)
    assert headers["location"] == expected


def test_a_wrong_key_is_refused_and_ten_of_them_have_to_wait(engine: sa.Engine) -> None:
    key = add_member(engine, "ana", Role.ADMIN, by="", at=datetime(2026, 11, 21))
    client = Client(engine)
    for _ in range(FAILURES):
        status, headers, _ = client.sign_in("tg_wrong", "/drift?n=50")
        assert (status, headers["location"]) == (303, "/drift?n=50&sign_in=wrong")
        assert "set-cookie" not in headers
    status, headers, _ = client.sign_in(key)
    assert (status, headers["location"]) == (303, "/?sign_in=wait")
    assert "set-cookie" not in headers
    refused = [act for act in list_actions(engine) if act.action == "sign-in refused"]
    assert len(refused) == FAILURES


def test_an_address_may_try_again_after_the_period() -> None:
    attempts, now = Attempts(), datetime(2026, 11, 21)
    for _ in range(FAILURES):
        attempts.failed("a", now)
    assert attempts.wait("a", now) == PERIOD
    assert attempts.wait("b", now) is None
    assert attempts.wait("a", now + PERIOD - timedelta(seconds=1)) == timedelta(seconds=1)
    assert attempts.wait("a", now + PERIOD) is None
    for number in range(100):
        attempts.failed(str(number), now)
    assert attempts.wait("new", now) == PERIOD


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": "https://evil.example", "host": "tide.example"},
    ],
)
def test_a_form_of_another_site_is_refused(engine: sa.Engine, headers: dict[str, str]) -> None:
    key = add_member(engine, "ana", Role.ADMIN, by="", at=datetime(2026, 11, 21))
    status, found, _ = Client(engine).sign_in(key, **headers)
    assert status == 403
    assert "set-cookie" not in found
    assert Client(engine).sign_in(key, origin="http://tide.example", host="tide.example")[0] == 303


def test_what_is_no_form_is_refused(engine: sa.Engine) -> None:
    client = Client(engine)
    assert client.send("POST", PATH, b"key=" + b"x" * 5_000)[0] == 400
    assert client.send("POST", PATH, b"\xff\xfe=1")[0] == 400
    assert client.send("POST", PATH, b"&".join([b"a=1"] * 50))[0] == 400


def _session(engine: sa.Engine, key: str) -> dict[str, str]:
    _, headers, _ = Client(engine).sign_in(key)
    return {"cookie": headers["set-cookie"].partition(";")[0]}


def test_downloads_are_for_who_may_read_pages(engine: sa.Engine) -> None:
    client, at = Client(engine), datetime(2026, 11, 21)
    assert client.send("GET", "/media/abc.csv")[0] == 200  # nobody signs in yet
    cookies = {}
    for role in (Role.ADMIN, Role.LEAD, Role.VIEWER, Role.REVIEWER):
        cookies[role] = _session(engine, add_member(engine, role.value, role, by="admin", at=at))
    for path in ("/media/abc.csv", "/media/abc.jsonl", "/media/abc", "/_stcore/upload_file/a/b"):
        assert client.send("GET", path)[0] == 401
        assert client.send("GET", path, headers={"cookie": f"{NAME}=forged"})[0] == 401
        status, _, body = client.send("GET", path, headers=cookies[Role.REVIEWER])
        assert (status, body) == (403, "Your role (reviewer) does not include downloads.")
        for role in (Role.ADMIN, Role.LEAD, Role.VIEWER):
            assert client.send("GET", path, headers=cookies[role])[2] == "labels"
    assert client.send("GET", "/media/logo.svg")[0] == 200  # on the sign-in page
    remove_member(engine, "viewer", by="admin", at=at)
    assert client.send("GET", "/media/abc.csv", headers=cookies[Role.VIEWER])[0] == 401
