"""Stores in a real browser: one that takes long and is cancelled, one that goes away and comes back, several at once."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.conftest import PATIENCE

Settled = Callable[..., Any]
HOSTILE = "p%40ss%3Aw%2Frd%20%25"
WAITING = re.compile(r"Reading the store… \d+ s")
SETTINGS = f"""
[stores]
phoenix = "sqlite:///phoenix.db"
away = "postgresql+psycopg://ann:{HOSTILE}@127.0.0.1:9/traces"

[dimensions.geo]
from = ["metadata.geo", "geo"]
"""


@pytest.fixture(scope="module")
def stores(
    lake: Path, shared: Path, tmp_path_factory: pytest.TempPathFactory, serve: Callable[..., Any]
) -> Iterator[tuple[Any, Path]]:
    """A server with three stores, one of them away, and one filter that takes for ever; and its folder."""
    folder = tmp_path_factory.mktemp("stores")
    shutil.copy(shared / "fixtures" / "phoenix.db", folder / "phoenix.db")
    (folder / "tidegauge.toml").write_text(SETTINGS)
    process, running = serve(
        folder, lake, program=[sys.executable, str(Path(__file__).with_name("slow_server.py"))]
    )
    yield running, folder
    process.terminate()
    process.wait(60)
    log = running.log.read_text()
    assert "Traceback" not in log
    assert "ss%3Aw" not in log
    assert "w/rd" not in log


@pytest.fixture
def page(browser: Any, stores: tuple[Any, Path]) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=stores[0].url)
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    yield opened
    assert not opened.locator("[data-testid=stException]").count()
    text = opened.inner_text("body") + opened.content()
    assert "w/rd" not in text
    assert "ss%3Aw" not in text
    context.close()


def test_a_long_query_says_so_and_can_be_cancelled(page: Any, settled: Settled) -> None:
    page.goto("/traces?where=geo+%3D+for+ever")
    page.get_by_text(WAITING).wait_for()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Narrow the window or try again.").first.wait_for()
    settled(page, "traces")
    assert "Cancelled after" in page.inner_text("body")
    assert page.get_by_role("button", name="Cancel").count() == 0
    # The server is free for another question.
    page.goto("/traces?where=geo+%3D+BR")
    settled(page, "traces")
    page.get_by_test_id("stDataFrame").first.wait_for()


def test_another_choice_ends_the_long_query(page: Any, settled: Settled) -> None:
    page.goto("/segments?where=geo+%3D+for+ever")
    page.get_by_text(WAITING).wait_for()
    page.get_by_role("link", name="Overview").first.click()
    # The small store is held whole: there the same filter is quick, and the long query of before is not waited for.
    page.get_by_text("No calls match").first.wait_for()
    page.goto("/segments?where=geo+%3D+BR")
    settled(page, "segments")
    assert page.get_by_text("Reading the store").count() == 0


def test_a_store_goes_away_and_the_page_comes_back_by_itself(
    page: Any, settled: Settled, stores: tuple[Any, Path]
) -> None:
    file = stores[1] / "phoenix.db"
    settled(page, page.goto("/segments?store=phoenix&by=device") and "segments")
    page.get_by_test_id("stDataFrame").wait_for()
    file.rename(file.with_name("elsewhere.db"))
    try:
        # A database is asked at most every five seconds whether it is there.
        for _ in range(20):
            page.get_by_role("link", name="Segments").first.click()
            settled(page, "segments")
            if page.get_by_role("button", name="Try again").count():
                break
            page.wait_for_timeout(500)
        assert "comes back by itself" in page.inner_text("body")
        page.get_by_test_id("stMultiSelect").first.wait_for()
    finally:
        file.with_name("elsewhere.db").rename(file)
    page.get_by_test_id("stDataFrame").wait_for()
    assert page.get_by_role("button", name="Try again").count() == 0


def test_the_store_is_part_of_the_link_and_of_the_command(page: Any, settled: Settled) -> None:
    settled(page, page.goto("/segments") and "segments")
    assert "store" not in parse_qs(urlsplit(page.url).query)
    _choose(page, "phoenix")
    page.wait_for_url("**store=phoenix**")
    settled(page, "segments")
    page.get_by_role("link", name="Traces").first.click()
    settled(page, "traces")
    page.wait_for_url("**store=phoenix**")
    page.get_by_role("button", name=re.compile("^View")).click()
    command = page.get_by_test_id("stCode").filter(has_text="tidegauge show traces")
    assert "--store phoenix" in command.inner_text()
    page.reload()
    settled(page, "traces")
    assert parse_qs(urlsplit(page.url).query)["store"] == ["phoenix"]


def test_connections_show_every_store_and_keep_no_password(page: Any, settled: Settled) -> None:
    page.goto("/connections?store=phoenix")
    page.get_by_text("Arize Phoenix on SQLite, ").first.wait_for()
    settled(page, "connections")
    if page.get_by_text("no answer yet").count():
        page.reload()  # a busy machine: the other stores have three seconds each time
        settled(page, "connections")
    body = page.inner_text("body")
    assert "Arize Phoenix on SQLite" in body
    assert "postgresql+psycopg://ann:***@127.0.0.1:9/traces" in body
    assert "✕ cannot be read" in body
    page.get_by_test_id("stDataFrame").nth(3).wait_for(state="attached")
    page.get_by_text("Add a connection").click()
    page.get_by_label("Name", exact=True).fill("second shop")
    page.get_by_label("Address", exact=True).fill(f"postgresql+psycopg://eve:{HOSTILE}@127.0.0.1:9/traces")
    page.get_by_role("button", name="Test", exact=True).click()
    alert = page.get_by_test_id("stAlert").filter(has_text="Check that PostgreSQL runs there")
    alert.wait_for()
    assert "eve:***@" in alert.inner_text()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_test_id("stAlert").filter(has_text="kept without its password").wait_for()
    settled(page, "connections")
    page.wait_for_url("**store=second+shop**")
    assert "TIDEGAUGE_SECOND_SHOP_PASSWORD is not set" in page.inner_text("body")


def test_a_command_reads_a_store_by_its_name(stores: tuple[Any, Path]) -> None:
    words = [sys.executable, "-c", "from tidegauge.cli import main; main()"]
    shown = subprocess.run(
        [*words, "show", "connections", "--store", "phoenix", "--json"],
        cwd=stores[1],
        capture_output=True,
        text=True,
        check=True,
    )
    assert '"chosen": "phoenix"' in shown.stdout
    assert "w/rd" not in shown.stdout + shown.stderr
    assert "ss%3Aw" not in shown.stdout + shown.stderr


def _choose(page: Any, store: str) -> None:
    """Choose a store; on a busy machine the list is drawn anew while it is open, and closes."""
    wanted = page.get_by_role("option", name=store)
    for _ in range(5):
        page.get_by_test_id("stSidebar").get_by_role("combobox").click()
        page.wait_for_timeout(1_000)
        if wanted.count():
            wanted.click()
            return
    raise AssertionError(f"{store} is not offered")
