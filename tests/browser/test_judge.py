"""The Judge page in a browser: the link holds score and split, a cell opens its traces, hostile names stay text."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import polars as pl
import pytest

from tests.browser.hostile_text import HOSTILE, mark_up
from tests.browser.own_server import server, workbench_url  # noqa: F401  fixtures
from tests.judge_lake import END, Planted, judge_frames
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames

Settled = Callable[..., Any]
SCRIPT = f"{HOSTILE} {{b}} \x1b[31m"
NAME = "![tone](http://evil.test) <b>x</b>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("judge")
    frames = judge_frames(Planted(before="old " + SCRIPT, after="new " + SCRIPT))
    other = frames["scores"].filter(pl.col("source") != "anchor").with_columns(name=pl.lit(NAME))
    frames["scores"] = pl.concat([frames["scores"], other])
    write_frames(made / "lake", frames, ImportRecord("judge", "judge.parquet", END))
    return made


@pytest.fixture
def opened(page: Any, settled: Settled) -> Any:
    page.goto("/judge?window=last+7+days")
    return settled(page, "judge")


def query(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_the_sentence_and_every_panel_are_there(opened: Any) -> None:
    text = opened.inner_text("body")
    assert "and the judge changed: by 0.40" in text
    for head in (
        "Judge score, raw",
        "How many answers pass?",
        "Quality, corrected with human labels",
        "Ruler or product?",
        "How far can the judge be trusted?",
        "Share of answers by score",
        "Known biases of this judge",
        "The judge on fixed answers",
        "People and judge",
        "How much to judge",
    ):
        assert head in text
    assert "Unparsable 6 (0.6%), never counted as a score" in text


def test_hostile_names_are_text(opened: Any) -> None:
    assert mark_up(opened) == []
    assert not opened.evaluate("window.hacked")
    assert "old <script>" in opened.inner_text("body")


def test_a_hostile_score_is_chosen_by_link_and_stays_text(page: Any, settled: Settled) -> None:
    page.goto(
        f"/judge?window=last+7+days&score={'%21%5Btone%5D%28http%3A%2F%2Fevil.test%29+%3Cb%3Ex%3C%2Fb%3E'}&scores_by=geo"
    )
    settled(page, "judge")
    assert query(page)["score"] == [NAME]
    assert "the judge changed" in page.inner_text("body")
    assert mark_up(page) == []


def test_a_judge_beside_the_others_is_chosen_by_link_and_stays_text(page: Any, settled: Settled) -> None:
    page.goto(f"/judge?window=last+7+days&judge={quote('nobody ' + SCRIPT)}")
    settled(page, "judge")
    assert "gave no correctness in these windows" in page.inner_text("body")
    assert query(page)["judge"] == ["nobody " + SCRIPT]
    assert mark_up(page) == []
    assert not page.evaluate("window.hacked")


def test_raw_and_corrected_stand_side_by_side(opened: Any) -> None:
    text = opened.inner_text("body")
    assert "How many answers pass?" in text
    assert "judged, " in text
    assert "Mean score: " in text


def test_the_slider_only_reads(opened: Any, settled: Settled) -> None:
    before = opened.inner_text(".tg-finding")
    handle = opened.get_by_role("slider").first
    handle.focus()
    opened.keyboard.press("Home")
    opened.wait_for_function("() => document.body.innerText.includes('At 0.5% (')")
    settled(opened, "judge")
    assert opened.inner_text(".tg-finding") == before


def test_the_main_button_opens_what_people_failed(opened: Any, settled: Settled) -> None:
    opened.get_by_role("button", name="passed by the judge, failed by people").click()
    opened.wait_for_url("**/traces*")
    settled(opened, "traces")
    assert query(opened)["where"] == ["human.correctness < 4", "score.correctness >= 4"]


def test_a_narrow_screen_stacks(new_page: Callable[..., Any], settled: Settled) -> None:
    page = new_page(viewport={"width": 1024, "height": 768})
    page.goto("/judge?window=last+7+days")
    settled(page, "judge")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
