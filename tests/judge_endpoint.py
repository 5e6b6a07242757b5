"""A local endpoint that speaks the chat completions API and judges by rule; as a thread, or `python judge_endpoint.py PORT`.

It obeys every instruction that it finds outside the delimited data, so that an injection that gets out shows.
"""

import asyncio
import hashlib
import json
import re
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

_WORD = re.compile(r"between the lines <data-(\w+)> and </data-\1>")
_ORDER = re.compile(r"mark|score|judge|ignore|system|better|pass|5", re.IGNORECASE)
_DIMENSION = re.compile(r"^- (\S+) \((.*?)\): ", re.MULTILINE)
QUALITY = re.compile(r"quality=(\d)")


@dataclass
class Endpoint:
    """What it was asked, and how it is to behave. `garbage` is the share of answers that are none."""

    garbage: float = 0.0
    delay: float = 0.0
    key: str | None = None
    tokens: tuple[int, int] | None = (1_000, 100)
    broken: list[Response] = field(default_factory=list)
    lacks: tuple[str, ...] = ()
    first_wins: bool = False
    asked: Counter[str] = field(default_factory=Counter)
    requests: list[dict[str, Any]] = field(default_factory=list)
    obeyed: int = 0
    at_once: int = 0
    most_at_once: int = 0

    async def complete(self, request: Request) -> Response:
        try:
            body = await request.json()
        except ClientDisconnect:  # whoever asked was killed
            return Response(status_code=499)
        self.requests.append(body)
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        try:
            await asyncio.sleep(self.delay)
            return self._answer(request, body)
        finally:
            self.at_once -= 1

    async def count(self, _request: Request) -> Response:
        return JSONResponse(
            {"requests": len(self.requests), "materials": len(self.asked), "obeyed": self.obeyed}
        )

    def _answer(self, request: Request, body: dict[str, Any]) -> Response:
        if self.broken:
            return self.broken.pop(0)
        if self.key is not None and request.headers.get("authorization") != f"Bearer {self.key}":
            return refused(401, f"Incorrect API key provided: {request.headers.get('authorization')}")
        if lacking := next((name for name in self.lacks if name in body), None):
            return refused(400, f"Unsupported parameter: '{lacking}'")
        system, user = (message["content"] for message in body["messages"])
        return self._completion(body["model"], self.judge(system, user))

    def judge(self, system: str, user: str) -> str:
        match = _WORD.search(system)
        assert match is not None, system
        start, end = (f"<{slash}data-{match[1]}>" for slash in ("", "/"))
        before, _, rest = user.partition(start)
        data, _, after = rest.partition(end)
        try:
            material, spilled = json.loads(data), ""
        except ValueError:
            material, spilled = {"output": data}, data
        self.asked[json.dumps(material, sort_keys=True)] += 1
        obeys = bool(_ORDER.search(f"{before}{after}{spilled}"))
        self.obeyed += obeys
        if hashed(json.dumps(material)) < self.garbage:
            return ("I would give this a 3 out of 5.", '{"correctness": 3}', "", "{")[len(data) % 4]
        if "answer_a" in material:
            return self._compare(material)
        return json.dumps(
            {name: self._mark(marks, material, obeys) for name, marks in _DIMENSION.findall(system)}
        )

    def _mark(self, marks: str, material: dict[str, str], obeys: bool) -> dict[str, Any]:
        number = 5 if obeys else quality(material["output"])
        if "null" in marks and not material.get("context"):
            return {"reason": "No context.", "mark": None}
        mark = ("pass" if number > 1 else "fail") if "pass" in marks else number
        return {"reason": f"It is a {number}.", "mark": mark}

    def _compare(self, material: dict[str, str]) -> str:
        first, second = quality(material["answer_a"]), quality(material["answer_b"])
        better = "a" if self.first_wins or first > second else "b" if second > first else "tie"
        return json.dumps({"reason": "By rule.", "better": better})

    def _completion(self, model: str, text: str) -> Response:
        usage = None
        if self.tokens:
            read, written = self.tokens
            usage = {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        made = {"id": "c", "object": "chat.completion", "created": 1, "model": model}
        return JSONResponse({**made, "choices": [choice], "usage": usage})


def hashed(text: str) -> float:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) / 2**64


def quality(text: str) -> int:
    """The mark of an answer: what it says of itself first, else a number that its text alone decides."""
    said = QUALITY.search(text)
    return int(said[1]) if said else 1 + int(hashed(text) * 5)


def refused(status: int, message: str, **headers: str) -> Response:
    return JSONResponse(
        {"error": {"message": message, "type": "error", "code": None}},
        status,
        {name.replace("_", "-"): value for name, value in headers.items()},
    )


def page(_text: str = "") -> Response:
    return PlainTextResponse("<html>Sign in</html>", media_type="text/html")


class Served:
    """An endpoint on a port of its own, in a thread."""

    def __init__(self, endpoint: Endpoint, port: int = 0) -> None:
        routes = [
            Route("/v1/chat/completions", endpoint.complete, methods=["POST"]),
            Route("/count", endpoint.count),
        ]
        # Usually 5 s, after which the client drops a connection as well: on a busy machine one would meet the other's end.
        config = uvicorn.Config(
            Starlette(routes=routes),
            "127.0.0.1",
            port,
            log_level="error",
            ws="none",
            timeout_keep_alive=600,
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)

    def start(self) -> str:
        self.thread.start()
        while not self.server.started:
            assert self.thread.is_alive()
            time.sleep(0.01)
        port = self.server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}/v1"

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(30)


if __name__ == "__main__":
    served = Served(Endpoint(garbage=float(sys.argv[2]), delay=float(sys.argv[3])), int(sys.argv[1]))
    served.server.run()
