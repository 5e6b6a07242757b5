"""A service that takes notifications over HTTP, which can be down, and can end its sender in the middle."""

import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Webhook:
    """What came, oldest first. While it is `down` it answers 503 and keeps nothing; `ends` is the process it kills."""

    port: int = 0
    down: bool = False
    ends: int | None = None
    titles: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    refused: int = 0

    @property
    def address(self) -> str:
        """As Apprise spells it."""
        return f"json://127.0.0.1:{self.port}/alerts"

    def take(self, said: dict[str, str]) -> bool:
        """Keep a message, and return whether it was taken."""
        if self.down:
            self.refused += 1
            return False
        self.titles.append(said["title"])
        self.texts.append(said["message"])
        return True


@contextmanager
def webhook() -> Iterator[Webhook]:
    """Serve a webhook on a free port until the block ends."""
    found = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["content-length"])))
            taken = found.take(said)
            if found.ends is not None:
                os.kill(found.ends, signal.SIGKILL)  # it was heard, and its sender never learns that
                found.ends = None
                return
            self.send_response(200 if taken else 503)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
