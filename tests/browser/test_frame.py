"""The frame in a real browser: the whole state is the link, and survives pages, reload, Back and a colleague."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest

LINK = "window=last+28+days&where=geo+%3D+BR&where=device+%3D+ios&against=same+hours+last+week&tz=UTC&n=50"
ASKED = {
    "window": ["last 28 days"],
    "where": ["geo = BR", "device = ios"],
    "against": ["same hours last week"],
    "tz": ["UTC"],
    "n": ["50"],
}
Settled = Callable[..., Any]


def _query(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def _has(page: Any, asked: dict[str, list[str]]) -> None:
    page.wait_for_function(
        "asked => Object.entries(asked).every(([name, values]) =>"
        " JSON.stringify(new URLSearchParams(location.search).getAll(name)) === JSON.stringify(values))",
        arg=asked,
    )


def _chips(page: Any) -> list[str]:
    return [line for line in page.get_by_test_id("stMultiSelect").first.inner_text().splitlines() if line]


def test_the_link_survives_pages_reload_and_back(page: Any, settled: Settled) -> None:
    settled(page, page.goto(f"/?{LINK}") and "overview")
    page.get_by_role("link", name="Segments").first.click()
    settled(page, "segments")
    _has(page, ASKED)
    assert _chips(page) == ASKED["where"]
    page.reload()
    settled(page, "segments")
    _has(page, ASKED)
    page.get_by_role("link", name="Overview").first.click()
    settled(page, "overview")
    _has(page, ASKED)
    page.go_back()
    settled(page, "segments")
    assert _chips(page) == ASKED["where"]


def _listed(page: Any, settled: Settled, chips: list[str]) -> None:
    settled(page, "traces")
    _has(page, {"where": chips, "id": []})
    assert _chips(page) == chips


def test_back_and_forward_visit_what_one_visited(page: Any, settled: Settled) -> None:
    failed = ["status = error"]
    page.goto("/traces")
    settled(page, "traces")
    chips = page.get_by_test_id("stMultiSelect").first.locator("input")
    chips.fill(failed[0])
    chips.press("Enter")
    chips.press("Escape")
    _listed(page, settled, failed)
    table = page.get_by_test_id("stDataFrame").first.bounding_box()
    page.mouse.click(table["x"] + 150, table["y"] + 50)
    settled(page, "trace")
    trace = parse_qs(urlsplit(page.url).query)["id"]
    page.get_by_role("link", name="Find similar failures").click()
    settled(page, "traces")
    similar = parse_qs(urlsplit(page.url).query)["where"]
    assert similar[0] == failed[0]
    _listed(page, settled, similar)
    page.go_back()
    settled(page, "trace")
    _has(page, {"id": trace})
    page.go_back()
    _listed(page, settled, failed)
    page.go_forward()
    settled(page, "trace")
    _has(page, {"id": trace})
    assert page.locator(".tg-sentence").first.inner_text().startswith("The model failed")
    page.go_forward()
    _listed(page, settled, similar)


def test_what_a_row_is_stays_in_the_link_that_said_it(page: Any, settled: Settled) -> None:
    page.goto("/traces?grain=span&n=50")
    settled(page, "traces")
    page.get_by_role("link", name="Segments").first.click()
    settled(page, "segments")
    _has(page, {"grain": [], "n": ["50"]})
    page.go_back()
    settled(page, "traces")
    _has(page, {"grain": ["span"], "n": ["50"]})
    assert "spans" in page.locator(".tg-words").inner_text()


@pytest.mark.thorough
def test_back_takes_back_what_was_chosen_in_view(page: Any, settled: Settled) -> None:
    page.goto("/")
    settled(page, "overview")
    page.get_by_role("link", name="Segments").first.click()
    settled(page, "segments")
    page.get_by_role("button", name=re.compile("^View")).click()
    page.get_by_label("Fewest calls a segment").fill("7")
    page.keyboard.press("Enter")
    _has(page, {"n": ["7"]})
    settled(page, "segments")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Overview").first.click()
    settled(page, "overview")
    _has(page, {"n": ["7"]})
    page.go_back()
    settled(page, "segments")
    _has(page, {"n": ["7"]})
    page.go_back()
    settled(page, "segments")
    _has(page, {"n": []})
    page.go_back()
    settled(page, "overview")
    _has(page, {"n": []})


def test_a_trace_without_an_id_leads_to_the_list(page: Any, settled: Settled) -> None:
    page.goto("/trace")
    settled(page, "trace")
    assert page.locator(".tg-sentence").inner_text() == "No trace is chosen."
    page.get_by_test_id("stMain").get_by_role("link", name="Traces").click()
    settled(page, "traces")


@pytest.mark.thorough
def test_what_one_chooses_is_the_link_of_a_colleague(new_page: Callable[..., Any], settled: Settled) -> None:
    mine = new_page()
    mine.goto("/segments")
    settled(mine, "segments")
    mine.get_by_test_id("stSelectbox").nth(0).click()
    mine.get_by_role("option", name="last 28 days").click()
    chips = mine.get_by_test_id("stMultiSelect").first.locator("input")
    for chip in ("geo = BR", "device != web"):
        chips.fill(chip)
        chips.press("Enter")
        settled(mine, "segments")
    _has(mine, {"window": ["last 28 days"], "where": ["geo = BR", "device != web"]})
    theirs = new_page()
    theirs.goto(mine.url)
    settled(theirs, "segments")
    for part in (".tg-words", ".tg-finding"):
        mine.wait_for_function(
            "([part, text]) => document.querySelector(part)?.innerText === text",
            arg=[part, theirs.locator(part).inner_text()],
        )


def test_the_link_in_view_spells_everything_out(new_page: Callable[..., Any], settled: Settled) -> None:
    mine = new_page()
    # Which window a page opens with hangs on how long ago the store ended.
    mine.goto("/?where=geo+%3D+BR&window=last+7+days")
    settled(mine, "overview")
    mine.get_by_role("button", name=re.compile("^View")).click()
    link = mine.get_by_test_id("stPopoverBody").get_by_test_id("stCode").nth(0).inner_text().replace("\n", "")
    assert parse_qs(urlsplit(link).query) == {
        "where": ["geo = BR"],
        "window": ["last 7 days"],
        "against": ["the 7 days before"],
        "tz": ["Europe/Berlin"],
    }
    command = mine.get_by_test_id("stPopoverBody").get_by_test_id("stCode").nth(1).inner_text()
    words = command.replace("\n", " ")
    assert words.startswith("tidegauge show overview --store ")
    assert "--window 'last 7 days'" in words
    # In another zone the same link shows the same hours.
    theirs = new_page(timezone_id="Asia/Tokyo")
    theirs.goto(link)
    settled(theirs, "overview")
    assert "Europe/Berlin" in theirs.locator(".tg-words").inner_text()


@pytest.mark.thorough
def test_a_finding_leads_on_with_the_filters(page: Any, settled: Settled) -> None:
    page.goto("/?where=feature+%3D+order_status&tz=UTC")
    settled(page, "overview")
    page.locator(".st-key-attention_0 button").click()
    settled(page, "scope")
    assert _chips(page)[0] == "feature = order_status"
    _has(page, {"tz": ["UTC"]})


def test_a_saved_view_comes_back(page: Any, settled: Settled) -> None:
    name = "<b>BR</b> ![x](http://evil.test/) 🌊"
    page.goto(f"/segments?{LINK}")
    settled(page, "segments")
    page.get_by_role("button", name=re.compile("^View")).click()
    page.get_by_label("Save this page as").fill(name)
    page.get_by_role("button", name="Save view").click()
    settled(page, "segments")
    assert name in page.get_by_test_id("stToast").inner_text()
    page.goto("/?where=geo+%3D+US&n=9")
    settled(page, "overview")
    page.get_by_role("button", name=re.compile("^View")).click()
    page.get_by_test_id("stPopoverBody").get_by_test_id("stSelectbox").first.click()
    page.get_by_role("option", name="<b>BR</b>").click()
    settled(page, "overview")
    page.locator("[class*=st-key-tg_open_] button").click()
    settled(page, "segments")
    _has(page, ASKED)
    assert _chips(page) == ASKED["where"]


def test_a_chip_that_is_not_understood_stays_and_is_said(page: Any, settled: Settled) -> None:
    page.goto("/segments?where=gep+%3D+BR&where=geo+%3D+BR")
    settled(page, "segments")
    assert (
        page.locator(".tg-error").inner_text()
        == "“gep” is not a known attribute. Did you mean geo? It is ignored."
    )
    assert _chips(page) == ["gep = BR", "geo = BR"]


def test_both_themes_have_their_colours(new_page: Callable[..., Any], settled: Settled) -> None:
    seen = set()
    for scheme in ("light", "dark"):
        page = new_page(color_scheme=scheme)
        page.goto("/")
        settled(page, "overview")
        seen.add(page.evaluate("getComputedStyle(document.querySelector('.tg-words')).color"))
    assert len(seen) == 2


def test_nothing_runs_past_the_edge_at_1024(new_page: Callable[..., Any], settled: Settled) -> None:
    page = new_page(viewport={"width": 1024, "height": 768})
    for path, name in (("/", "overview"), ("/segments", "segments")):
        page.goto(path)
        settled(page, name)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_health_and_headers(server: Any) -> None:
    with urlopen(f"{server.url}/api/health", timeout=5) as answer:  # noqa: S310  our own address
        assert json.load(answer)["rows"] == 8_000
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with urlopen(f"{server.url}/api/history.js", timeout=5) as answer:  # noqa: S310  our own address
        assert answer.headers["Content-Type"].startswith("text/javascript")


def test_overview_is_at_its_name_too(page: Any, settled: Settled) -> None:
    page.goto("/overview?where=geo+%3D+BR")
    settled(page, "overview")
    assert urlsplit(page.url).path == "/"
    assert _chips(page) == ["geo = BR"]
    assert not page.get_by_text("Page not found").is_visible()
