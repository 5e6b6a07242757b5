"""The Agreement page in a browser: the link holds score, split and blind names; a row opens its trace; names stay text."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.agreement_lake import END, labels, spans
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames

Settled = Callable[..., Any]
HOSTILE = "<script>window.hacked=1</script><img src=x onerror=window.hacked=2> ![i](http://evil.test/?d) {b} \x1b[31m"
NO_MARK_UP = """() => [...document.querySelectorAll('img[src="x"], [onerror], [src*="evil.test"], [href*="evil.test"]')]
    .map(one => one.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("agreement") / "lake"
    calls = spans(300, geo=["BR", "DE", "US"] * 100)
    first = [float(one % 2) for one in range(300)]
    second = [1 - one if place % 6 == 0 else one for place, one in enumerate(first)]
    scores = labels(calls, {HOSTILE: first, "jon": second}, "tone " + HOSTILE)
    write_frames(folder, {"spans": calls, "scores": scores}, ImportRecord("a", "a.parquet", END))
    return folder


@pytest.fixture(scope="module")
def server(
    serving: Callable[..., Any], labelled: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    with serving(tmp_path_factory.mktemp("agreement_server"), labelled) as running:
        yield running


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
    assert opened.evaluate(NO_MARK_UP) == []


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
