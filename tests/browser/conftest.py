"""A small store, the real server as a process, and headless Chromium pages that fail on anything unexpected."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import numpy as np
import polars as pl
import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.hostile_text import HOSTILE
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
"""The first one that is installed is used; the first needs a third less of the processor."""
PATIENCE = 60_000
"""Milliseconds that a page may take: how long it does says something of the machine, and nothing of the code."""
IDLE = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
ODD = f"{HOSTILE} \x1b[31mred\x00"
STAYS = """([done, idle]) => {
  if (!document.querySelector(done) || !document.querySelector(idle)) { window.idleSince = null; return false }
  window.idleSince ??= performance.now()
  if (performance.now() - window.idleSince < 300) return false
  window.idleSince = null
  return true
}"""
"""A run may be followed by the next one, and what is typed is sent a moment later: between them a page is idle, too."""
END = datetime(2026, 11, 20, 12)
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark every test of this folder; without Chromium they are skipped, in CI they fail."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    found = os.environ.get("TIDEGAUGE_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail("CI needs Chromium: apt-get install chromium")
    pytest.skip("no Chromium on this machine (set TIDEGAUGE_CHROMIUM, or install chromium)")


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four weeks of 8,000 calls; errors rise in geo = BR in the last week; one call holds hostile text."""
    folder = tmp_path_factory.mktemp("browser") / "lake"
    write_frames(folder, {"spans": spans(8_000)}, ImportRecord("b1", "browser test", END))
    return folder


def spans(calls: int) -> pl.DataFrame:
    random = np.random.default_rng(5)
    ago = np.sort(random.uniform(0, 28 * 86_400, calls))[::-1]
    geo = random.choice(["BR", "US", "DE"], calls, p=[0.3, 0.5, 0.2])
    failed = random.random(calls) < np.where((geo == "BR") & (ago < 7 * 86_400), 0.3, 0.02)
    text = ["an answer"] * (calls - 1) + [ODD]
    return pl.DataFrame(
        {
            "trace_id": [f"t{number}" for number in range(calls)],
            "span_id": [f"s{number}" for number in range(calls)],
            "name": "generate",
            "kind": "model",
            "start_time": pl.Series(
                [END - timedelta(seconds=float(second)) for second in ago], dtype=pl.Datetime("us")
            ),
            "duration_ms": random.lognormal(7, 0.5, calls),
            "status": np.where(failed, "error", "ok"),
            "session_id": [f"c{number // 3}" for number in range(calls)],
            "feature": random.choice(["order_status", "returns"], calls),
            "model_requested": "aster-large",
            "model_version": random.choice(["aster-large-1", "aster-large-2"], calls),
            "geo": geo,
            "device": random.choice(["ios", "android", "web"], calls),
            "input_tokens": random.integers(50, 900, calls),
            "output_tokens": random.integers(20, 400, calls),
            "cost_usd": random.lognormal(-5, 0.3, calls),
            "input_text": "where is my order?",
            "output_text": text,
            "tenant": ["acme"] * (calls - 1) + [ODD],
        }
    )


class Server:
    """The server process and what it wrote."""

    def __init__(self, url: str, log: Path) -> None:
        self.url = url
        self.log = log


PROGRAM = (sys.executable, "-c", "from tidegauge.cli import main; main()")


def start_server(
    folder: Path, store: Path | str, *more: str, program: Sequence[str] = PROGRAM
) -> tuple[subprocess.Popen[bytes], Server]:
    """Start `tidegauge serve` on a free port and wait until it answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    log = folder / "server.log"
    workbench = f"sqlite:///{folder / 'workbench.sqlite'}"
    words = [
        "serve",
        "--store",
        str(store),
        "--workbench",
        workbench,
        "--port",
        str(port),
        "--no-browser",
        *more,
    ]
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [*program, *words],
            stdout=sink,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=folder,
        )
    server = Server(f"http://127.0.0.1:{port}", log)
    _wait(process, server)
    return process, server


def _wait(process: subprocess.Popen[bytes], server: Server) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            with urlopen(f"{server.url}/api/health", timeout=5) as answer:  # noqa: S310  our own address
                assert json.load(answer)["status"] == "ok"
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    process.kill()
    raise AssertionError(f"the server did not start:\n{server.log.read_text()}")


@contextmanager
def running(folder: Path, store: Path | str) -> Iterator[Server]:
    """Serve a store until the block ends; nothing may have been raised by then."""
    process, server = start_server(folder, store)
    yield server
    process.terminate()
    process.wait(60)
    log = server.log.read_text()
    assert "Uncaught app execution" not in log
    assert "Traceback" not in log


@pytest.fixture(scope="session")
def serving() -> Callable[[Path, Path | str], AbstractContextManager[Server]]:
    """Serve a store of one's own while a block runs."""
    return running


@pytest.fixture(scope="session")
def serve() -> Callable[..., tuple[subprocess.Popen[bytes], Server]]:
    """Start a server of one's own."""
    return start_server


@pytest.fixture(scope="session")
def server(lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    process, running = start_server(tmp_path_factory.mktemp("server"), lake)
    yield running
    process.terminate()
    process.wait(60)
    assert "Uncaught app execution" not in running.log.read_text()


@pytest.fixture(scope="module")
def _browsers(chromium: str) -> Iterator[Callable[[], Any]]:
    """Playwright keeps an event loop in its thread: tests that come later in this process run loops of their own."""
    with sync_playwright() as playwright:
        opened: list[Any] = []

        def living() -> Any:
            # One that ended in a test is not to fail all that come after it.
            if not opened or not opened[-1].is_connected():
                opened.append(playwright.chromium.launch(executable_path=chromium, headless=True, args=FLAGS))
            return opened[-1]

        yield living
        for one in opened:
            one.close()


@pytest.fixture
def browser(_browsers: Callable[[], Any]) -> Any:
    return _browsers()


@pytest.fixture
def new_page(browser: Any, server: Server) -> Iterator[Callable[..., Any]]:
    """Open pages of new browser sessions; what goes wrong in any of them fails the test."""
    contexts, problems = [], []

    def open_page(**options: Any) -> Any:
        settings = {
            "viewport": {"width": 1440, "height": 900},
            "timezone_id": "Europe/Berlin",
            "base_url": server.url,
            "reduced_motion": "reduce",
        }
        context = browser.new_context(**{**settings, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
        page.on("request", lambda request: problems.extend(_foreign(request.url, server.url)))
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            if page.locator("[data-testid=stException]").count():
                problems.append(f"exception on {page.url}")
            if page.evaluate("window.hacked"):
                problems.append(f"a script of the data ran on {page.url}")
        context.close()
    assert not problems


def _foreign(address: str, home: str) -> list[str]:
    own = address.startswith((home, home.replace("http", "ws"), "data:", "blob:", "about:"))
    return [] if own else [f"request to {address}"]


@pytest.fixture
def page(new_page: Callable[..., Any]) -> Any:
    return new_page()


@pytest.fixture
def settled() -> Callable[..., Any]:
    """Wait until a page is idle and drawn to its end, and stays so; its name may be asked for."""

    def wait(page: Any, name: str | None = None) -> Any:
        done = f'#done[data-page="{name}"]' if name else "#done"
        page.wait_for_selector(done, state="attached")
        page.wait_for_function(STAYS, arg=[done, IDLE], polling=100)
        return page

    return wait
