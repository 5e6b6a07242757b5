"""Drift in a browser: a click or an arrow key chooses a row, the link names it, Back returns to the one before."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

Settled = Callable[..., Any]
ROW = 34


@pytest.fixture
def opened(page: Any, settled: Settled) -> Any:
    page.goto("/drift")
    settled(page, "drift")
    page.locator("[data-testid=stDataFrame] canvas").first.wait_for()
    return page


def row(page: Any) -> str | None:
    return parse_qs(urlsplit(page.url).query).get("row", [None])[0]


def place(page: Any, wanted: int) -> None:
    """Wait until the panel shows the row of this place."""
    page.wait_for_function("wanted => document.body.innerText.includes(`row ${wanted} of`)", arg=wanted)


def click(page: Any, number: int) -> None:
    table = page.locator("[data-testid=stDataFrame] canvas").first.bounding_box()
    page.mouse.click(table["x"] + 100, table["y"] + ROW * number + ROW / 2)
    place(page, number)


def test_arrow_keys_walk_and_the_link_names_the_row(opened: Any, settled: Settled) -> None:
    place(opened, 1)
    assert row(opened) is None
    click(opened, 3)
    third = settled(opened, "drift") and row(opened)
    opened.keyboard.press("ArrowDown")
    place(opened, 4)
    assert row(opened) not in {None, third}
    opened.keyboard.press("ArrowUp")
    place(opened, 3)
    assert row(opened) == third


@pytest.mark.thorough
def test_back_returns_to_the_row_before(opened: Any, settled: Settled) -> None:
    click(opened, 2)
    settled(opened, "drift")
    click(opened, 4)
    settled(opened, "drift")
    opened.go_back()
    place(opened, 2)
    opened.go_back()
    place(opened, 1)
    assert row(opened) is None


@pytest.mark.thorough
def test_a_pill_filters_and_leaves_the_row_alone(opened: Any, settled: Settled) -> None:
    opened.get_by_text(re.compile(r"^not material \d+$")).click()
    opened.wait_for_url("**verdict=not-material**")
    settled(opened, "drift")
    assert row(opened) is None
    opened.get_by_text(re.compile(r"^all \d+$")).click()
    opened.wait_for_function("() => !location.search.includes('verdict')")


def test_a_link_opens_its_row_with_its_charts(page: Any, settled: Settled) -> None:
    page.goto("/drift?row=output.output_tokens")
    settled(page, "drift")
    # In the panel: the table has the words too, in a cell for screen readers.
    page.get_by_text("Output · answer length").last.wait_for()
    expect(page.locator(".js-plotly-plot")).to_have_count(2)
