"""A review batch made in the browser: what it would be in words, drawn once, and not twice without being asked."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.browser.conftest import END, spans
from tests.browser.own_server import server, workbench_url  # noqa: F401  fixtures
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames
from tidegauge.workbench.batch_reviewers import reviewers_of
from tidegauge.workbench.review_batches import list_batches
from tidegauge.workbench.review_items import items_of
from tidegauge.workbench.review_plans import plan_of

Settled = Callable[[Any, str], None]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("new_batch")
    write_frames(made / "lake", {"spans": spans(2_000)}, ImportRecord("b1", "new", END))
    return made


def choose(page: Any, label: str, option: str) -> None:
    page.get_by_role("dialog").get_by_label(label).first.click()
    page.get_by_role("option", name=option, exact=True).click()


def sign(page: Any, name: str) -> None:
    page.get_by_label("Drawn by").fill(name)
    page.keyboard.press("Tab")


def test_a_stratified_batch_from_the_page_review(page: Any, settled: Settled, engine: sa.Engine) -> None:
    page.goto("/review")
    settled(page, "review")
    page.get_by_role("button", name="New batch…").click()
    page.get_by_text("sessions, at random", exact=False).first.wait_for()
    choose(page, "What for", "At random in each segment")
    page.get_by_text("equally many of each", exact=False).first.wait_for()
    page.get_by_label("How many").first.fill("60")
    page.keyboard.press("Tab")
    page.get_by_text("60 of", exact=False).first.wait_for()
    sign(page, "lea")
    page.get_by_role("button", name="Draw 60").click()
    # The list, and not the loop: whoever makes a batch for others holds none of its samples.
    page.wait_for_url("**/review?made=1*")
    page.get_by_text("is made.").wait_for()
    assert "reviewer=lea" in page.url
    (batch,) = list_batches(engine)
    assert (batch.kind, batch.by, batch.of.drawn) == ("stratified", "lea", 60)
    assert {item.beside["stratum"] for item in items_of(engine, 1)}
    assert plan_of(engine, 1).overlap == 0.2
    assert reviewers_of(engine, 1) == ()


@pytest.mark.thorough
def test_the_rows_of_traces_and_then_the_same_again(page: Any, settled: Settled, engine: sa.Engine) -> None:
    before = len(list_batches(engine))
    page.goto("/traces?only=failed&where=geo+%3D+BR")
    settled(page, "traces")
    page.get_by_role("button", name="Review these…").click()
    page.get_by_text("status = error", exact=False).first.wait_for()
    sign(page, "lea")
    page.get_by_role("button", name="Make 50").click()
    page.wait_for_url("**/review?made=*")
    assert len(list_batches(engine)) == before + 1
    batch = list_batches(engine)[0]
    assert set(batch.of.where) == {"geo = BR", "status = error"}
    assert {item.inclusion_probability for item in items_of(engine, batch.id)} == {None}
    page.goto("/traces?only=failed&where=geo+%3D+BR")
    settled(page, "traces")
    page.get_by_role("button", name="Review these…").click()
    page.get_by_text(f"Batch {batch.id} is the same already", exact=False).wait_for()
    page.get_by_role("button", name=f"Open batch {batch.id}").click()
    page.wait_for_url(f"**/review?*batch={batch.id}*")
    assert len(list_batches(engine)) == before + 1
