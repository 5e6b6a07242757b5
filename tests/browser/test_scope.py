"""Scope in a browser: a row swaps what stands below it, a box on the chart asks what is different there, and links lead on."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

Settled = Callable[..., Any]
ROW = 34


@pytest.fixture
def opened(page: Any, settled: Settled) -> Any:
    page.goto("/scope?of=error_rate")
    settled(page, "scope")
    page.locator("[data-testid=stDataFrame] canvas").first.wait_for()
    page.locator(".js-plotly-plot .nsewdrag").first.wait_for()
    return page


def named(page: Any, name: str) -> list[str]:
    return parse_qs(urlsplit(page.url).query).get(name, [])


def choose(page: Any, number: int) -> None:
    table = page.locator("[data-testid=stDataFrame] canvas").first.bounding_box()
    page.mouse.click(table["x"] + 14, table["y"] + ROW * number + ROW / 2)


def drag(page: Any) -> None:
    """Draw a box over a third of the chart."""
    box = page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.55, box["y"] + 80, steps=5)
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 100, steps=5)
    page.mouse.up()
    page.wait_for_function("() => new URLSearchParams(location.search).has('part')")


def test_the_planted_segment_stands_first(opened: Any) -> None:
    assert "comes from geo = BR" in opened.locator(".tg-sentence").inner_text()
    expect(opened.get_by_text("In that segment")).to_have_count(1)
    expect(opened.get_by_text("What is different in the failing calls")).to_have_count(1)
    expect(opened.get_by_text("A failing sample")).to_have_count(1)


@pytest.mark.thorough
def test_a_row_swaps_the_panels_and_back_returns(opened: Any, settled: Settled) -> None:
    choose(opened, 3)
    opened.get_by_text("In all traffic").wait_for()
    settled(opened, "scope")
    assert named(opened, "row") == ["total"]
    opened.go_back()
    opened.get_by_text("In that segment").wait_for()


@pytest.mark.thorough
def test_a_box_asks_what_is_different_there(opened: Any, settled: Settled) -> None:
    drag(opened)
    opened.get_by_text("What is different there?").wait_for()
    settled(opened, "scope")
    link = opened.url
    opened.locator(".st-key-scope_part button").first.click()
    opened.get_by_text("What is different in the failing calls").wait_for()
    assert named(opened, "part") == []
    opened.goto(link)
    settled(opened, "scope")
    opened.get_by_text("What is different there?").wait_for()


@pytest.mark.thorough
def test_samples_are_the_failing_calls_of_the_segment(opened: Any, settled: Settled) -> None:
    opened.locator(".st-key-scope_traces button").click()
    settled(opened, "traces")
    assert named(opened, "where") == ["geo = BR", "status = error"]
    assert not {"of", "row", "part"} & set(parse_qs(urlsplit(opened.url).query))


def test_segments_lead_to_it_with_the_metric(page: Any, settled: Settled) -> None:
    page.goto("/segments?by=geo&metric=output_tokens")
    settled(page, "segments")
    page.locator(".st-key-scope_these button").click()
    settled(page, "scope")
    assert named(page, "of") == ["output_tokens"]
    assert named(page, "by") == []
