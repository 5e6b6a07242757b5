"""A link copied from Segments with four filters opens to the same numbers: another session, another time zone."""

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest
from click.testing import CliRunner

from tidegauge.cli import main

Settled = Callable[..., Any]
CHIPS = ["geo = BR, US", "device != web", "feature ~ ORDER", "input_tokens > 300"]
"""Include, exclude, contains whatever the case, more than a number."""


@pytest.fixture(scope="session")
def kept(lake: Path) -> pl.DataFrame:
    """The calls that the four filters keep, by polars, read from the lake's own files."""
    calls = pl.read_parquet(lake / "spans" / "**" / "*.parquet", hive_partitioning=False)
    return calls.filter(
        pl.col("geo").is_in(["BR", "US"]),
        pl.col("device") != "web",
        pl.col("feature").str.to_lowercase().str.contains("order", literal=True),
        pl.col("input_tokens") > 300,
    )


def _filtered(page: Any, settled: Settled) -> Any:
    """Return Segments by geo and device with the four filters, two of them typed into the page's own widget."""
    first = CHIPS[0].replace(" ", "+")
    page.goto(f"/segments?window=last+7+days&by=geo&by=device&metric=error_rate&where={first}")
    settled(page, "segments")
    typed = page.get_by_test_id("stMultiSelect").first.locator("input")
    for chip in CHIPS[1:]:
        typed.fill(chip)
        typed.press("Enter")
        page.wait_for_function(
            "chip => new URLSearchParams(location.search).getAll('where').includes(chip)", arg=chip
        )
        settled(page, "segments")
    # An open list hides the rest of the page from readers of roles, and from this test.
    typed.press("Escape")
    return page


def _view(page: Any) -> tuple[str, str]:
    """Return the link and the command of the page's View popover."""
    page.get_by_role("button", name=re.compile("^View")).click()
    codes = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode")
    link, command = (codes.nth(place).inner_text() for place in (0, 1))
    page.keyboard.press("Escape")
    return link.replace("\n", ""), command


def _csv(page: Any) -> pl.DataFrame:
    page.get_by_role("button", name="Download", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    page.keyboard.press("Escape")
    return pl.read_csv(download.value.path())


def _said(page: Any) -> list[str]:
    return [
        page.locator(part).first.inner_text()
        for part in (".tg-words", ".tg-sentence", ".tg-finding .tg-details")
    ]


def test_a_link_with_four_filters_opens_to_the_same_numbers(
    new_page: Callable[..., Any], settled: Settled, kept: pl.DataFrame
) -> None:
    mine = _filtered(new_page(timezone_id="Europe/Berlin"), settled)
    link, _ = _view(mine)
    assert parse_qs(urlsplit(link).query)["where"] == CHIPS
    theirs = new_page(timezone_id="Asia/Tokyo", locale="ja-JP")
    theirs.goto(link)
    settled(theirs, "segments")
    assert _said(theirs) == _said(mine)
    assert "Europe/Berlin" in theirs.locator(".tg-words").inner_text()
    table = _csv(mine)
    assert _csv(theirs).equals(table)
    week = kept.filter(pl.col("start_time") > kept["start_time"].max() - pl.duration(days=7))
    expected = {(geo, device): n for geo, device, n in week.group_by("geo", "device").len().iter_rows()}
    assert {(geo, device): n for geo, device, n, *_ in table.iter_rows()} == expected


@pytest.mark.thorough
def test_the_address_alone_is_enough_in_the_same_time_zone(
    new_page: Callable[..., Any], settled: Settled
) -> None:
    mine = _filtered(new_page(), settled)
    theirs = new_page()
    theirs.goto(mine.url)
    settled(theirs, "segments")
    assert _said(theirs) == _said(mine)
    assert _csv(theirs).equals(_csv(mine))
    assert parse_qs(urlsplit(theirs.url).query) == parse_qs(urlsplit(mine.url).query)


@pytest.mark.thorough
def test_the_command_of_the_page_prints_the_same_numbers(
    new_page: Callable[..., Any], settled: Settled, lake: Path
) -> None:
    page = _filtered(new_page(), settled)
    table = _csv(page)
    shown = _run(_view(page)[1], "segments", lake)
    assert [(*row["values"].values(), row["n_current"], row["n_reference"]) for row in shown["rows"]] == [
        row[:4] for row in table.iter_rows()
    ]
    assert shown["metrics"] == ["error_rate"]


def test_the_command_of_the_list_prints_the_same_rows(
    new_page: Callable[..., Any], settled: Settled, lake: Path
) -> None:
    page = new_page()
    page.goto("/traces?sort=highest+cost&only=failed&search=order&where=geo+%3D+BR")
    settled(page, "traces")
    table = _csv(page)
    shown = _run(_view(page)[1], "traces", lake)
    assert (shown["sort"], shown["only"], shown["search"]) == ("cost", "failed", "order")
    assert [row["span_id"] for row in shown["rows"]] == table["span_id"].to_list()
    assert table.height == 50


def _run(command: str, report: str, lake: Path) -> Any:
    """Return what a command that was copied from the page prints as JSON."""
    words = shlex.split(command.replace("\n", " "))
    assert words[:3] == ["tidegauge", "show", report]
    shown = CliRunner().invoke(main, [*words[1:], "--store", str(lake), "--json"])
    assert shown.exit_code == 0, shown.output
    return json.loads(shown.stdout)
