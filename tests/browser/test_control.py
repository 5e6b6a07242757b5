"""Control charts in a browser: drawn in both themes, swapped by a click, re-based with name and reason, and Back works."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.thorough import after

Settled = Callable[..., Any]
LINK = "/control?window=all+data&tz=UTC"


@pytest.mark.parametrize("scheme", after(1, ["light", "dark"]))
def test_the_chart_is_drawn_with_its_points(
    new_page: Callable[..., Any], settled: Settled, scheme: str
) -> None:
    page = new_page(color_scheme=scheme)
    page.goto(LINK)
    settled(page, "control")
    chart = page.locator(".js-plotly-plot").first
    # 27 whole days; the first and the last day of the store are not complete.
    expect(chart.locator(".scatterlayer .points path")).to_have_count(27)
    assert page.locator(".tg-sentence").first.inner_text().startswith("Error rate")


def test_a_click_swaps_the_chart_and_back_brings_the_first_one_home(page: Any, settled: Settled) -> None:
    page.goto("/segments?metric=cost&metric=error_rate&by=geo")
    settled(page, "segments")
    page.get_by_test_id("stSidebarNav").get_by_text("Control charts").click()
    settled(page, "control")
    page.get_by_text("EWMA", exact=True).first.click()
    page.wait_for_url("**/control?*method=EWMA*")
    settled(page, "control")
    page.get_by_test_id("stSidebarNav").get_by_text("Segments").click()
    page.wait_for_url("**/segments?*metric=cost&metric=error_rate*")
    settled(page, "segments")
    page.go_back()
    page.wait_for_url("**/control?*method=EWMA*")


def test_a_re_base_is_signed_and_opens_a_baseline(page: Any, settled: Settled) -> None:
    page.goto(LINK + "&chart=output_tokens")
    settled(page, "control")
    page.get_by_role("button", name="Re-base…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("No signal would vanish.").wait_for()
    accept = dialog.get_by_role("button", name="Re-base", exact=True)
    assert accept.is_disabled()
    for label, text in (("Who", "ana"), ("Reason", "nothing was released in these weeks")):
        dialog.get_by_label(label).fill(text)
        dialog.get_by_label(label).press("Tab")
    page.wait_for_function("() => ![...document.querySelectorAll('[role=dialog] button')].at(-1).disabled")
    accept.click()
    page.get_by_text("frozen by ana").first.wait_for()
    page.get_by_text("Frozen because: nothing was released in these weeks.").wait_for()
