"""A collector as a process of its own, and the way to ask it."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 120
"""Seconds to wait for anything: the machine may be busy with other tests."""


@dataclass
class Answer:
    """What an HTTP server said."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Collector:
    """A running `tidegauge collect`."""

    process: subprocess.Popen[str]
    port: int
    lake: Path
    log: Path
    journal: Path = field(init=False)

    def __post_init__(self) -> None:
        self.journal = self.lake.with_name(f"{self.lake.name}.journal")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """Send a request; headers with _ for -."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            line.request(method, path, body, named)
            answer = line.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            line.close()

    def post(
        self,
        body: bytes,
        path: str = "/v1/traces",
        content_type: str = "application/x-protobuf",
        **headers: str,
    ) -> Answer:
        """Post an export request."""
        return self.ask("POST", path, body, Content_Type=content_type, **headers)

    def health(self) -> dict[str, object]:
        """Return what /health says."""
        return json.loads(self.ask("GET", "/health").body)

    def wait_until(self, fits: Callable[[dict[str, object]], bool]) -> dict[str, object]:
        """Wait until what /health says fits."""
        end = time.monotonic() + PATIENCE
        while not fits(health := self.health()):
            assert time.monotonic() < end, health
            time.sleep(0.05)
        return health

    def settled(self) -> dict[str, object]:
        """Wait until nothing waits."""
        return self.wait_until(lambda health: health["waiting"] == 0)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Signal the process and return its exit status."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def said(self) -> str:
        """Return what it wrote on standard error."""
        return self.log.read_text()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from tidegauge.cli import main; main()", "collect", *arguments]


def start(folder: Path, *options: str, port: int | None = None, store: str | None = None) -> Collector:
    """Start a collector of `store`, else of the lake in `folder`, and wait until it answers."""
    port, lake, log = port or free_port(), folder / "lake", folder / "collect.log"
    with log.open("a") as file:
        process = subprocess.Popen(
            command("--store", store or str(lake), "--port", str(port), *options),
            stderr=file,
            text=True,
            cwd=folder,
            env={**os.environ, "TIDEGAUGE_CONFIG": ""},
        )
    collector = Collector(process, port, lake, log)
    end = time.monotonic() + PATIENCE
    while True:
        try:
            collector.health()
        except OSError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.05)
        else:
            return collector
