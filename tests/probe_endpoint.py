"""A local endpoint whose model answers probes by rule and chance, and whose backend can be switched behind its name.

`judge_endpoint.Served` serves it.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from tidegauge.probes.simulated import Backend, answer
from tidegauge.probes.suite import load_suite

BEFORE = Backend("aster-large-2026-05", "fp_one")
AFTER = Backend("aster-large-2026-05", "fp_one", length=318 / 412, wrong=0.3, fenced=0.5)
"""Another model behind the same version string and fingerprint."""


@dataclass
class ProbedModel:
    """What it was asked, and how it is to behave."""

    backend: Backend = BEFORE
    delay: float = 0.0
    key: str | None = None
    broken: list[Response] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(9))

    def __post_init__(self) -> None:
        self._known = {case.prompt: (probe, case) for probe, case in load_suite("core").questions}

    async def complete(self, request: Request) -> Response:
        try:
            body = await request.json()
        except ClientDisconnect:  # whoever asked was killed
            return Response(status_code=499)
        if self.broken:
            return self.broken.pop(0)
        if self.key is not None and request.headers.get("authorization") != f"Bearer {self.key}":
            return JSONResponse({"error": {"message": "Incorrect API key provided"}}, 401)
        prompt = body["messages"][-1]["content"]
        self.asked[prompt] += 1
        await asyncio.sleep(self.delay)
        reply, _ = answer(self.backend, *self._known[prompt], self.rng)
        message = {"role": "assistant", "content": reply.text}
        usage = {"prompt_tokens": reply.input_tokens, "completion_tokens": reply.output_tokens}
        usage["total_tokens"] = sum(usage.values())
        choice = {"index": 0, "finish_reason": reply.finish, "message": message}
        made = {"id": "c", "object": "chat.completion", "created": 1, "model": reply.model}
        said = {"choices": [choice], "usage": usage, "system_fingerprint": reply.fingerprint}
        return JSONResponse({**made, **said})

    async def count(self, _request: Request) -> Response:
        return JSONResponse({"requests": self.asked.total(), "questions": len(self.asked)})
