"""The review loop in a browser: two people label one batch by keyboard, and what they say reaches the store."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from app.components.review.steps import SEEN
from tests.browser.conftest import END, spans
from tests.browser.hostile_text import HOSTILE
from tests.browser.own_server import server, workbench_url  # noqa: F401  fixtures
from tests.browser.review_keys import place, press
from tests.waiting import wait_for
from tidegauge.filters import Window
from tidegauge.queries.relation import table
from tidegauge.review.overlap import reviewers_needed
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.reader import Lake
from tidegauge.stores.lake.writer import write_frames
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.labels import RecordedLabel, labels_of_batch
from tidegauge.workbench.review_batches import Asked, Drawn, Scale, record_batch
from tidegauge.workbench.review_items import ReviewItem
from tidegauge.workbench.review_plans import OVERLAP

Settled = Callable[..., Any]
ITEMS = 12
TEXTS = [
    "x" * 1_000_000,
    HOSTILE,
    "שלום \u202eabc\u202c مرحبا",
    "\x00\x01\x1b[31m\x7f" * 500,
    "# head [l](javascript:alert(1)) $x^2$ :red[a] | a | b |",
]


class Review:
    """A server's workbench and lake, and its batches: 1 and 3 of plain texts, 2 of hostile ones."""

    def __init__(self, folder: Path, engine: sa.Engine) -> None:
        self.lake = folder / "lake"
        self.engine = engine

    def labels(self, batch: int) -> tuple[RecordedLabel, ...]:
        return labels_of_batch(self.engine, batch)

    def scores(self, name: str) -> pl.DataFrame:
        store = Lake(self.lake)
        if "scores" not in store.catalog().rows:
            return pl.DataFrame({"span_id": []})
        scores = table(store.catalog(), "scores")
        return store.read(sa.select(*scores.c).where(scores.c.name == name))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("review")
    hostile = [TEXTS[number] if number < len(TEXTS) else "an answer" for number in range(300)]
    calls = spans(300).with_columns(
        output_text=pl.Series(hostile), session_id=pl.Series([f"c{number}" for number in range(300)])
    )
    write_frames(made / "lake", {"spans": calls}, ImportRecord("b1", "review test", END))
    window = Window(END - timedelta(days=29), END + timedelta(days=1))
    engine = open_workbench(f"sqlite:///{made / 'workbench.sqlite'}")
    for name, label, scale, first, n in (
        ("plain", "satisfied", Scale.YES_NO, 20, ITEMS),
        ("hostile", "helpful", Scale.ONE_TO_FIVE, 0, len(TEXTS)),
        ("held", "held", Scale.YES_NO, 100, 30),
    ):
        items = [
            ReviewItem(at + 1, f"t{first + at}", f"s{first + at}", f"c{first + at}", 0.25) for at in range(n)
        ]
        of = Drawn(str(made / "lake"), "session", window, (), "", "random", "a", n * 4, n)
        record_batch(engine, Asked(name, "Good?", label, scale), of, items, by="ana", at=END)
    engine.dispose()
    return made


@pytest.fixture
def review(folder: Path, engine: sa.Engine) -> Review:
    return Review(folder, engine)


def open_batch(page: Any, settled: Settled, reviewer: str, batch: int) -> None:
    page.goto(f"/review?reviewer={reviewer}&batch={batch}")
    settled(page, "review")


def test_two_people_label_a_batch_blind_and_the_store_gets_it(
    new_page: Callable[..., Any], settled: Settled, review: Review
) -> None:
    marta, ben = new_page(), new_page()
    marta.goto("/review")
    settled(marta, "review")
    marta.get_by_test_id("stTextInputField").fill("marta")
    marta.keyboard.press("Enter")
    card = marta.get_by_text("12 of 48 sessions, at random")
    card.wait_for()
    assert "reviewer=marta" in marta.url
    marta.locator(".st-key-open_batch_1 button").click()
    marta.get_by_text("Pass means yes").wait_for()
    open_batch(ben, settled, "ben", 1)
    turn = 0
    while place(marta) or place(ben):
        for page, key in ((marta, "g"), (ben, "b" if turn % 3 else "u")):
            if place(page):
                press(page, key)
        turn += 1
    labels = review.labels(1)
    assert dict(Counter(one.place for one in labels)) == {
        at + 1: reviewers_needed("a", f"s{20 + at}", OVERLAP) for at in range(ITEMS)
    }
    assert len({(one.place, one.reviewer) for one in labels}) == len(labels)
    assert all((one.reviewer == "marta") == (one.value == 1) for one in labels)
    assert any(one.label == "cannot judge" for one in labels)
    open_batch(ben, settled, "ben", 1)
    ben.get_by_text("The batch is done.").wait_for()
    wait_for(lambda: review.scores("satisfied").height == len(labels))
    stored = review.scores("satisfied")
    assert {(row["span_id"], row["evaluator"], row["value"]) for row in stored.iter_rows(named=True)} == {
        (f"s{one.place + 19}", one.reviewer, one.value) for one in labels
    }
    assert set(stored["inclusion_probability"]) == {0.25}  # every item was reached, so that of the draw
    assert set(stored["source"]) == {"human"}


def test_undo_notes_skip_and_the_sheet_of_keys(page: Any, settled: Settled, review: Review) -> None:
    open_batch(page, settled, "ann", 2)
    first = place(page)
    note = page.get_by_label(re.compile("Note"))
    note.fill("")
    note.press_sequentially("345 u s k good")  # keys are off while somebody types
    assert place(page) == first
    page.keyboard.press("Tab")
    press(page, "4")
    press(page, "s")
    press(page, "ArrowLeft")
    press(page, "ArrowLeft")
    assert place(page) == first
    assert note.input_value() == "345 u s k good"
    press(page, "2")
    assert [(one.place, one.value, one.comment) for one in review.labels(2)] == [(1, 2.0, "345 u s k good")]
    page.keyboard.press("k")
    page.get_by_text("your last label is withdrawn").wait_for()
    page.keyboard.press("Escape")
    # Hostile and huge texts are text: `new_page` fails on a script of theirs, and on a request to their hosts.
    assert (
        page.locator('img[src="x"], [src*="evil.test"], [href*="evil.test"], [href^="javascript"]').count()
        == 0
    )
    for _ in range(len(TEXTS) - 1):
        press(page, "5")
    page.get_by_text("Nothing is left for you here.").or_(page.get_by_text("The batch is done.")).wait_for()
    # What was undone is in the workbench, and not in the store.
    wait_for(lambda: review.scores("helpful").height == len(TEXTS))
    stored = review.scores("helpful").filter(pl.col("span_id") == "s0")
    assert stored["value"].to_list() == [2.0]


@pytest.mark.thorough
def test_a_note_that_is_half_typed_outlives_a_reload_and_is_no_label(
    page: Any, settled: Settled, review: Review
) -> None:
    open_batch(page, settled, "kay", 3)
    page.get_by_label("Note").first.fill("half a <b>thought</b>")
    page.reload()
    settled(page, "review")
    page.wait_for_function("() => document.querySelector('textarea')?.value === 'half a <b>thought</b>'")
    assert "kay" not in {one.reviewer for one in review.labels(3)}
    press(page, "g")
    assert [one.comment for one in review.labels(3) if one.reviewer == "kay"] == ["half a <b>thought</b>"]
    # What was said is forgotten: the next sample begins empty, after another reload as well.
    page.reload()
    settled(page, "review")
    assert page.evaluate("() => document.querySelector('textarea').value") == ""
    assert (
        page.evaluate("() => Object.keys(localStorage).filter(one => one.startsWith('tidegauge-draft'))")
        == []
    )


def test_a_held_key_labels_nothing_that_nobody_saw(page: Any, settled: Settled, review: Review) -> None:
    open_batch(page, settled, "ann", 3)
    page.wait_for_timeout(700)
    page.keyboard.down("g")
    page.wait_for_timeout(450)
    for _ in range(60):  # as a keyboard repeats, for two seconds
        page.keyboard.down("g")
        page.wait_for_timeout(33)
    page.keyboard.up("g")
    page.wait_for_timeout(500)
    held = review.labels(3)
    # On a busy machine the repeats may reach the server with gaps; never before the sample could be read.
    assert 1 <= len(held) <= 2
    assert all(one.seconds is not None and one.seconds >= SEEN for one in held)
    press(page, "b")  # and once it is let go, keys count again
    assert review.labels(3)[-1].value == 0.0
