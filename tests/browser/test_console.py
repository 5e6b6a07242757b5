"""The browser's console and the terminal's: no file is refused or missing, and Ctrl+C ends without a page of leaks."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import PATIENCE
from tests.thorough import after

PROBES = ("/_stcore/health", "/_stcore/host-config")
"""Streamlit asks for these below a deep link's path before it finds them at the root: it looks for a proxy's prefix."""


@pytest.mark.parametrize("path", after(1, ["/scope?of=error_rate", "/", "/agreement"]))
def test_nothing_is_refused_or_missing(page: Any, settled: Any, path: str) -> None:
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    missing: list[str] = []
    page.on("response", lambda one: missing.append(one.url) if one.status >= 400 else None)
    page.goto(path)
    settled(page)
    assert not [one for one in missing if not one.endswith(PROBES)]
    assert not [one for one in said if "404" not in one]
    assert len(missing) <= len(PROBES)


def test_ctrl_c_ends_quietly(
    browser: Any, lake: Path, tmp_path: Path, serve: Callable[..., Any], settled: Any
) -> None:
    process, running = serve(tmp_path, lake)
    context = browser.new_context(base_url=running.url)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto("/scope?of=error_rate")
    settled(page, "scope")
    context.close()
    process.send_signal(signal.SIGINT)
    process.wait(60)
    said = running.log.read_text()
    assert "leaked" not in said
    assert "Traceback" not in said
