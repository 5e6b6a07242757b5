"""The Agreement page in a browser: the link holds score, split and blind names; a row opens its trace; names stay text."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.agreement_lake import END, labels, spans
from tests.browser.hostile_text import HOSTILE, mark_up
from tests.browser.own_server import server, workbench_url  # noqa: F401  fixtures
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames

Settled = Callable[..., Any]
NAME = f"{HOSTILE} {{b}} \x1b[31m"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("agreement")
    calls = spans(300, geo=["BR", "DE", "US"] * 100)
    first = [float(one % 2) for one in range(300)]
    second = [1 - one if place % 6 == 0 else one for place, one in enumerate(first)]
    scores = labels(calls, {NAME: first, "jon": second}, "tone " + NAME)
    write_frames(made / "lake", {"spans": calls, "scores": scores}, ImportRecord("a", "a.parquet", END))
    return made


@pytest.fixture
def opened(page: Any, settled: Settled) -> Any:
    page.goto("/agreement?window=all+data")
    return settled(page, "agreement")


def test_every_panel_is_there_and_names_stay_text(opened: Any) -> None:
    text = opened.inner_text("body")
    assert "People agree" in text
    for head in (
        "Agreement by score",
        "Over time",
        "Reviewer pairs",
        "Each reviewer against the others",
        "By geo",
        "Different labels",
    ):
        assert head in text
    assert opened.evaluate("window.hacked") is None
    assert mark_up(opened) == []


def test_blind_names_stand_in_the_link(opened: Any, settled: Settled) -> None:
    opened.get_by_text("Blind names").click()
    opened.wait_for_url("**/agreement?*blind=*")
    settled(opened, "agreement")
    assert parse_qs(urlsplit(opened.url).query)["blind"] == ["true"]


def test_a_selected_row_opens_its_trace(opened: Any, settled: Settled) -> None:
    table = opened.locator("[data-testid=stDataFrame]").last
    table.scroll_into_view_if_needed()
    table.click(position={"x": 18, "y": 48})
    opened.get_by_role("button", name="Open its trace").click()
    settled(opened, "trace")
    found = parse_qs(urlsplit(opened.url).query)
    assert found["id"][0].startswith("t")
    assert found["span"][0].startswith("s")
    assert "blind" not in found
