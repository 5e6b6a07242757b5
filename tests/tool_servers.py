"""Real servers of other tools, each from the Python that an environment variable names."""

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

import pytest

PATIENCE = 180.0
"""Seconds for a server to start."""


def python_of(variable: str) -> str:
    """The Python that a variable names, in which a tool is installed; without it the test is skipped."""
    python = os.environ.get(variable)
    if not python or not Path(python).exists():
        pytest.skip(f"no server: set {variable} to a Python in which the tool is installed")
    return python


@contextmanager
def served(
    command: list[str], environment: dict[str, str], url: str, health: str, log: Path
) -> Iterator[str]:
    """Run a server until the block ends."""
    with log.open("wb") as out:
        server = subprocess.Popen(command, env=environment, stdout=out, stderr=out, cwd=log.parent)
        try:
            end = time.monotonic() + PATIENCE
            while not answers(f"{url}{health}"):
                assert time.monotonic() < end, log.read_text(errors="replace")[-2000:]
                time.sleep(0.3)
            yield url
        finally:
            server.terminate()
            server.wait(PATIENCE)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def answers(url: str) -> bool:
    """Whether a server is there and well."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  our own server
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


@contextmanager
def phoenix_at(folder: Path) -> Iterator[str]:
    """The address of a Phoenix server whose database is `phoenix.db` in a folder."""
    python, port = python_of("TIDEGAUGE_PHOENIX"), free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "PHOENIX_WORKING_DIR": str(folder),
        "PHOENIX_PORT": str(port),
        "PHOENIX_GRPC_PORT": str(free_port()),
        "PHOENIX_HOST": "127.0.0.1",
        "PHOENIX_TELEMETRY_ENABLED": "false",
    }
    command = [python, "-W", "ignore", "-m", "phoenix.server.main", "serve"]
    url = f"http://127.0.0.1:{port}"
    with served(command, environment, url, "/healthz", folder / "server.log") as address:
        yield address
