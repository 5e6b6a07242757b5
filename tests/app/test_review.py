"""The Review page without a browser: who reviews is asked once, and labels outlive a store that goes away."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from app import state
from app.components.review import steps as review_steps
from tests.app.app_run import html
from tests.app.conftest import END
from tidegauge.filters import Window
from tidegauge.review.ahead import GROUP
from tidegauge.workbench.batch_reviewers import ask_reviewers
from tidegauge.workbench.labels import labels_of_batch
from tidegauge.workbench.review_batches import Asked, Drawn, record_batch
from tidegauge.workbench.review_items import ReviewItem
from tidegauge.workbench.tables import REVIEW_CLAIMS

Run = Callable[..., AppTest]
PAGE = "review/review.py"
ITEMS = 3 * GROUP


@pytest.fixture
def started(run: Run, rows: Callable[..., pl.DataFrame], tmp_path: Path) -> Callable[..., AppTest]:
    """Return started(reviewer=..., batch=...): the page on a lake with one batch."""

    def start(**query: Any) -> AppTest:
        names = [f"c{number}" for number in range(100)]
        app = run(rows(100, session_id=names, input_text="why?", output_text="{b} *so*"), PAGE)
        window = Window(END - timedelta(days=30), END + timedelta(days=1))
        of = Drawn(str(tmp_path / "lake"), "session", window, (), "", "random", "a", 100, ITEMS)
        items = [ReviewItem(n + 1, f"t{n}", f"s{n}", f"c{n}", ITEMS / 100) for n in range(ITEMS)]
        record_batch(state.workbench(), Asked("one", "Good?", "satisfied"), of, items, by="ana", at=END)
        for name, value in query.items():
            app.query_params[name] = value
        return app.run()

    return start


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys count at once: nobody reads here."""
    monkeypatch.setattr(review_steps, "SEEN", 0.0)
    monkeypatch.setattr(review_steps, "STREAM", 0.0)


def key(app: AppTest, beginning: str) -> Any:
    return next(one for one in app.button if str(one.key).startswith(beginning))


def test_without_a_batch_the_page_says_how_to_get_one(run: Run, rows: Callable[..., pl.DataFrame]) -> None:
    app = run(rows(5), PAGE)
    assert not app.exception
    assert "tidegauge review draw" in app.code[0].value


def test_who_reviews_is_asked_once(started: Callable[..., AppTest]) -> None:
    app = started()
    assert [one.label for one in app.text_input] == ["Your name"]
    app.text_input[0].set_value("  Marta <b>Lima</b> ")
    app.button[0].click().run()
    assert app.query_params["reviewer"] == "Marta <b>Lima</b>"
    assert not app.text_input
    assert key(app, "open_batch").label == "Start"


def test_a_batch_that_is_not_there_is_said(started: Callable[..., AppTest]) -> None:
    app = started(reviewer="ann", batch="9")
    assert "9" in app.error[0].value
    assert key(app, "open_batch")


def test_what_was_just_made_is_said_above_the_cards_and_nobody_holds_its_first_sample(
    started: Callable[..., AppTest],
) -> None:
    app = started(reviewer="ann", made="1")
    assert "Batch 1, “one”, is made." in html(app)
    assert key(app, "open_batch")
    with state.workbench().connect() as connection:
        assert connection.execute(sa.select(REVIEW_CLAIMS)).all() == []


def test_another_open_batch_is_chosen_without_going_back(
    started: Callable[..., AppTest], tmp_path: Path
) -> None:
    app = started(reviewer="ann", batch="1")
    assert not [one for one in app.selectbox if one.key == "switch_1"]  # there is no other one
    window = Window(END - timedelta(days=30), END + timedelta(days=1))
    of = Drawn(str(tmp_path / "lake"), "session", window, (), "", "random", "a", 100, 1)
    item = ReviewItem(1, "t9", "s9", "c9", None)
    for name in ("two", "for jo"):
        record_batch(state.workbench(), Asked(name, "Good?", "satisfied"), of, [item], by="ana", at=END)
    ask_reviewers(state.workbench(), 3, ["jo"], by="ana", at=END)
    app.run()
    (box,) = (one for one in app.selectbox if one.key == "switch_1")
    assert box.options == ["one · batch 1", "two · batch 2"]
    box.select(2).run()
    assert app.query_params["batch"] == "2"
    assert key(app, "v1_2_1")


def test_labels_go_on_while_the_store_is_away(started: Callable[..., AppTest], tmp_path: Path) -> None:
    app = started(reviewer="ann", batch="1")
    key(app, "v1_").click().run()
    shutil.move(tmp_path / "lake", tmp_path / "away")
    for _ in range(5):
        key(app, "v0_").click().run()
        assert not app.exception
    assert [one.value for one in labels_of_batch(state.workbench(), 1)] == [1.0, *[0.0] * 5]
    # The publisher finds no store to write to: it makes none, and the labels wait.
    assert not (tmp_path / "lake" / "scores").exists()


def test_a_sample_that_cannot_be_read_has_no_keys(started: Callable[..., AppTest], tmp_path: Path) -> None:
    app = started(reviewer="ann")
    (tmp_path / "lake").rename(tmp_path / "away")
    app.query_params["batch"] = "1"
    app.run()
    assert not app.exception
    assert "cannot be shown" in app.error[0].value
    assert not [one for one in app.button if str(one.key).startswith(("v1_", "v0_", "skip_", "cannot_"))]
