"""A review batch made in the browser: what it would be in words, drawn once, and not twice without being asked."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames
from tidegauge.workbench.batch_reviewers import reviewers_of
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.review_batches import ReviewBatch, items_of, list_batches
from tidegauge.workbench.review_plans import plan_of

Settled = Callable[[Any, str], None]


@pytest.fixture(scope="module")
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    conftest = request.config.pluginmanager.get_plugin(str(Path(__file__).with_name("conftest.py")))
    made: Path = tmp_path_factory.mktemp("new_batch")
    write_frames(made / "lake", {"spans": conftest.spans(2_000)}, ImportRecord("b1", "new", conftest.END))
    return made


@pytest.fixture(scope="module")
def server(serving: Callable[..., Any], folder: Path) -> Iterator[Any]:
    with serving(folder, folder / "lake") as running:
        yield running


class Workbench:
    """What the server recorded."""

    def __init__(self, folder: Path) -> None:
        self.engine = open_workbench(f"sqlite:///{folder / 'workbench.sqlite'}")

    def batches(self) -> tuple[ReviewBatch, ...]:
        return list_batches(self.engine)


@pytest.fixture
def workbench(folder: Path) -> Iterator[Workbench]:
    found = Workbench(folder)
    yield found
    found.engine.dispose()


def choose(page: Any, label: str, option: str) -> None:
    page.get_by_role("dialog").get_by_label(label).first.click()
    page.get_by_role("option", name=option, exact=True).click()


def sign(page: Any, name: str) -> None:
    page.get_by_label("Drawn by").fill(name)
    page.keyboard.press("Tab")


def test_a_stratified_batch_from_the_page_review(page: Any, settled: Settled, workbench: Workbench) -> None:
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
    page.wait_for_url("**/review?*batch=1*")
    (batch,) = workbench.batches()
    assert (batch.kind, batch.by, batch.of.drawn) == ("stratified", "lea", 60)
    assert {item.beside["stratum"] for item in items_of(workbench.engine, 1)}
    assert plan_of(workbench.engine, 1).overlap == 0.2
    assert reviewers_of(workbench.engine, 1) == ()


def test_the_rows_of_traces_and_then_the_same_again(
    page: Any, settled: Settled, workbench: Workbench
) -> None:
    before = len(workbench.batches())
    page.goto("/traces?only=failed&where=geo+%3D+BR")
    settled(page, "traces")
    page.get_by_role("button", name="Review these…").click()
    page.get_by_text("status = error", exact=False).first.wait_for()
    sign(page, "lea")
    page.get_by_role("button", name="Make 50").click()
    page.wait_for_url("**/review?*batch=*")
    assert len(workbench.batches()) == before + 1
    batch = workbench.batches()[0]
    assert set(batch.of.where) == {"geo = BR", "status = error"}
    assert {item.inclusion_probability for item in items_of(workbench.engine, batch.id)} == {None}
    page.goto("/traces?only=failed&where=geo+%3D+BR")
    settled(page, "traces")
    page.get_by_role("button", name="Review these…").click()
    page.get_by_text(f"Batch {batch.id} is the same already", exact=False).wait_for()
    page.get_by_role("button", name=f"Open batch {batch.id}").click()
    page.wait_for_url(f"**/review?*batch={batch.id}*")
    assert len(workbench.batches()) == before + 1
