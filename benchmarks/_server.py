"""The app, or the bare page that it is held to, as a server process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

FLOOR = Path(__file__).with_name("_floor.py")
_COMMAND = (sys.executable, "-c", "from tidegauge.cli import main; main()", "serve", "--no-browser")
_FLOOR_OPTIONS = (
    "--server.headless=true",
    "--browser.gatherUsageStats=false",
    "--server.fileWatcherType=none",
)


@dataclass(frozen=True)
class Server:
    """A server that answers at `url`, and its process."""

    url: str
    pid: int


@contextmanager
def app(store: Path, workbench: str = "", port: int = 0) -> Iterator[Server]:
    """Serve the app over `store` until the block ends. A workbench of its own keeps saved views out of the way."""
    with TemporaryDirectory() as folder:
        port = port or free_port()
        held = workbench or f"sqlite:///{folder}/workbench.sqlite"
        words = (*_COMMAND, "--store", str(store), "--workbench", held, "--port", str(port))
        with _running([*words], port, "/api/health", Path(folder)) as server:
            yield server


@contextmanager
def floor() -> Iterator[Server]:
    """Serve a page with the same two widgets and a line of Markdown: what Streamlit itself takes."""
    with TemporaryDirectory() as folder:
        port = free_port()
        words = [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            str(FLOOR),
            f"--server.port={port}",
            *_FLOOR_OPTIONS,
        ]
        with _running(words, port, "/_stcore/health", Path(folder)) as server:
            yield server


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def resident_mb(pid: int) -> float:
    """Return the memory that a process holds, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process took so far, of all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _running(words: list[str], port: int, health: str, folder: Path) -> Iterator[Server]:
    log = folder / "server.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(words, stdout=sink, stderr=subprocess.STDOUT, cwd=folder)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(process, url + health, log)
        yield Server(url, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            with urlopen(address, timeout=5):  # noqa: S310  our own address
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    process.kill()
    raise SystemExit(f"The server did not start:\n{log.read_text()}")
