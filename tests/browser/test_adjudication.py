"""From disagreements to a golden set, in a browser: decided with a reason, frozen, exported; names and notes stay text.

Authority: the workbench and the lake, read beside the browser.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from tests.agreement_lake import END, labels, spans
from tests.browser.hostile_text import HOSTILE
from tests.browser.own_server import server, workbench_url  # noqa: F401  fixtures
from tests.browser.review_keys import READABLE, press
from tests.waiting import wait_for
from tidegauge.queries.review_units import labels_of
from tidegauge.stores import open_store
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames
from tidegauge.workbench.golden_sets import items_of_set, set_of

Settled = Callable[..., Any]
APART = 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("adjudication")
    calls = spans(40, output_text=[HOSTILE] * 40).with_columns(status=pl.lit("ok"))
    first = [float(number % 2) for number in range(40)]
    second = [1 - one if number % 10 == 0 else one for number, one in enumerate(first)]
    scores = labels(calls, {HOSTILE: first, "jon": second}).with_columns(explanation=pl.lit(HOSTILE))
    write_frames(made / "lake", {"spans": calls, "scores": scores}, ImportRecord("a", "a.parquet", END))
    return made


def decide(page: Any, settled: Settled, key: str, *, golden: bool) -> None:
    """Give the reason, and press the key of a verdict."""
    settled(page)
    if golden:
        page.get_by_text("Add to golden set").first.click()
        settled(page)
    page.get_by_label("Why (needed").first.fill("The manual says so.")
    page.get_by_text("Labelled differently").first.click()
    press(page, key)


def test_disagreements_are_decided_frozen_and_exported(
    new_page: Callable[..., Any], settled: Settled, folder: Path, engine: sa.Engine, tmp_path: Path
) -> None:
    page = new_page(accept_downloads=True)
    page.goto("/agreement?window=all+data&reviewer=lena")
    settled(page, "agreement").get_by_role("button", name=f"Review {APART} disagreements").click()
    page.wait_for_url("**/review?batch=1*")
    settled(page, "review").wait_for_selector("text=Labelled differently")
    text = page.inner_text("body")
    assert "first: " in text
    assert "jon" not in text
    # A reason alone is no decision, and Ctrl+Enter, the one key that is on while it is typed, says so.
    page.wait_for_timeout(READABLE)
    page.get_by_label("Why (needed").first.fill("The manual says so.")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Nothing is chosen yet. Leave the field with Tab and press G, B or U.").wait_for()
    page.get_by_label("Why (needed").first.fill("")
    page.get_by_text("Labelled differently").first.click()
    settled(page)
    # Without a reason nothing is decided.
    page.wait_for_timeout(READABLE)
    page.keyboard.press("g")
    page.get_by_text("a decision needs a reason").wait_for()
    page.get_by_text("Names", exact=True).first.click()
    page.get_by_text("“Pass” waits, and is no label yet.").wait_for()
    page.get_by_text("Names", exact=True).first.click()
    settled(page)
    assert f"0 of {APART} done" in page.inner_text("body")
    page.get_by_text("Names", exact=True).first.click()
    settled(page).wait_for_selector("text=jon")
    assert HOSTILE in page.inner_text("body")

    decide(page, settled, "g", golden=True)
    decide(page, settled, "b", golden=True)
    decide(page, settled, "g", golden=False)
    assert f"3 of {APART} done" in page.inner_text("body")
    # What is withdrawn leaves the golden set with it, and comes back.
    press(page, "ArrowLeft")
    press(page, "ArrowLeft")
    assert f"1 of {APART} done" in page.inner_text("body")
    page.goto("/golden?reviewer=lena")
    settled(page, "golden")
    assert "1 item for v1" in page.inner_text("body")
    page.goto("/review?batch=1&reviewer=lena")
    settled(page, "review")
    decide(page, settled, "b", golden=True)
    for key in ("g", "g"):
        decide(page, settled, key, golden=False)
    settled(page)
    assert "The batch is done." in page.inner_text("body")

    page.goto("/golden?reviewer=lena")
    settled(page, "golden").get_by_role("button", name="Freeze v1 (2 new)").click()
    page.get_by_role("button", name="Freeze v1", exact=True).click()
    page.wait_for_selector("text=v1 has 2 items")
    settled(page).get_by_role("button", name="Export v1").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="JSON lines").click()
    taken.value.save_as(tmp_path / "golden.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "golden.jsonl").read_text(encoding="utf-8").splitlines()]
    frozen = set_of(engine, "golden@1")
    assert [one["hash"] for one in rows] == [item.hash for item in items_of_set(engine, frozen)]
    assert {(one["decided_by"], one["reason"]) for one in rows} == {("lena", "The manual says so.")}
    assert {one["output"] for one in rows} == {HOSTILE}
    assert (frozen.by, frozen.items) == ("lena", 2)

    wait_for(lambda: decisions(folder) == ["adjudicated"] * APART)
    page.goto("/agreement?window=all+data&reviewer=lena")
    settled(page, "agreement")
    assert page.get_by_role("button", name="disagreement").count() == 0
    assert "all are decided" in page.inner_text("body")


def decisions(folder: Path) -> list[str]:
    store = open_store(str(folder / "lake"))
    every = [f"s{number}" for number in range(40)]
    rows = store.read(labels_of(store.catalog(), "correctness", every))
    return list(rows.filter(pl.col("evaluator") == "lena")["label"].to_list())
