"""Scope while it computes: what was found for the last choice does not stand under the new one, and is not offered."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import PATIENCE

Settled = Callable[..., Any]


@pytest.fixture
def slow(lake: Path, tmp_path: Path, serve: Callable[..., Any]) -> Iterator[str]:
    """A server with one filter that takes for ever."""
    program = [sys.executable, str(Path(__file__).with_name("slow_server.py"))]
    process, running = serve(tmp_path, lake, program=program)
    yield running.url
    process.terminate()
    process.wait(60)


@pytest.fixture
def page(browser: Any, slow: str) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=slow)
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    yield opened
    context.close()


def test_an_old_answer_does_not_stand_under_a_new_choice(page: Any, settled: Settled) -> None:
    page.goto("/scope?of=error_rate")
    settled(page, "scope")
    page.locator(".tg-sentence").wait_for()
    chips = page.locator(".st-key-where input")
    chips.fill("geo = for ever")
    chips.press("Enter")
    chips.press("Escape")
    page.get_by_text(re.compile(r"Reading the store… \d+ s")).wait_for()
    assert page.locator(".tg-sentence").count() == 0
    assert page.locator("[data-testid=stDataFrame]").count() == 0
    assert page.locator(".st-key-scope_traces").count() == 0
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Narrow the window or try again.").first.wait_for()


@pytest.mark.thorough
def test_what_the_link_says_in_vain_is_listed_and_what_a_choice_outlived_is_not(
    page: Any, settled: Settled
) -> None:
    page.goto("/scope?of=error_rate&row=zz&part=soon&over=gep&by=geo")
    settled(page, "scope")
    said = page.locator(".tg-error")
    assert said.inner_text() == "Ignored from the link: over = gep, row = zz, part = soon, by = geo."
    page.goto("/scope?of=error_rate&row=total")
    settled(page, "scope")
    assert said.count() == 0
