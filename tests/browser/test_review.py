"""The review loop in a browser: two people label one batch by keyboard, and what they say reaches the store."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from app.components.review.steps import SEEN
from tidegauge.filters import Window
from tidegauge.queries.relation import table
from tidegauge.review.overlap import reviewers_needed
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.reader import Lake
from tidegauge.stores.lake.writer import write_frames
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.labels import RecordedLabel, labels_of_batch
from tidegauge.workbench.review_batches import Asked, Drawn, ReviewItem, Scale, record_batch
from tidegauge.workbench.review_plans import OVERLAP

Settled = Callable[..., Any]
ITEMS = 12
TEXTS = [
    "x" * 1_000_000,
    "<script>window.hacked=1</script><img src=x onerror=window.hacked=2> ![i](http://evil.test/?d)",
    "שלום \u202eabc\u202c مرحبا",
    "\x00\x01\x1b[31m\x7f" * 500,
    "# head [l](javascript:alert(1)) $x^2$ :red[a] | a | b |",
]

IDLE = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
_PLACE = """() => { const one = document.querySelector('[class*="st-key-skip_"]');
    return one ? one.className.match(/st-key-skip_[0-9_]+/)[0] : null }"""


class Review:
    """A server's workbench and lake, and its batches: 1 and 3 of plain texts, 2 of hostile ones."""

    def __init__(self, folder: Path) -> None:
        self.lake = folder / "lake"
        self.engine = open_workbench(f"sqlite:///{folder / 'workbench.sqlite'}")

    def labels(self, batch: int) -> tuple[RecordedLabel, ...]:
        return labels_of_batch(self.engine, batch)

    def scores(self, name: str) -> pl.DataFrame:
        store = Lake(self.lake)
        if "scores" not in store.catalog().rows:
            return pl.DataFrame({"span_id": []})
        scores = table(store.catalog(), "scores")
        return store.read(sa.select(*scores.c).where(scores.c.name == name))

    def wait(self, done: Callable[[], bool]) -> None:
        """Wait for what a thread of the server does."""
        for _ in range(300):
            if done():
                return
            time.sleep(0.1)
        raise AssertionError("it did not happen within 30 s")


@pytest.fixture(scope="module")
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    conftest = request.config.pluginmanager.get_plugin(str(Path(__file__).with_name("conftest.py")))
    made: Path = tmp_path_factory.mktemp("review")
    hostile = [TEXTS[number] if number < len(TEXTS) else "an answer" for number in range(300)]
    spans = conftest.spans(300).with_columns(
        output_text=pl.Series(hostile), session_id=pl.Series([f"c{number}" for number in range(300)])
    )
    write_frames(made / "lake", {"spans": spans}, ImportRecord("b1", "review test", conftest.END))
    window = Window(conftest.END - timedelta(days=29), conftest.END + timedelta(days=1))
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
        record_batch(engine, Asked(name, "Good?", label, scale), of, items, by="ana", at=conftest.END)
    engine.dispose()
    return made


@pytest.fixture(scope="module")
def server(serving: Callable[..., Any], folder: Path) -> Iterator[Any]:
    with serving(folder, folder / "lake") as running:
        yield running


@pytest.fixture
def review(folder: Path) -> Iterator[Review]:
    found = Review(folder)
    yield found
    found.engine.dispose()


def place(page: Any) -> str | None:
    """The id of the sample that the keys are for, None when there are none."""
    found: str | None = page.evaluate(_PLACE)
    return found


def press(page: Any, key: str) -> None:
    """Press a key when the sample has been there long enough, and wait for the next one or the end."""
    before = place(page)
    page.wait_for_timeout(600)
    page.keyboard.press(key)
    page.wait_for_function(f"before => ({_PLACE})() !== before", arg=before)
    # The keys of the next sample are drawn before its note is: with them alone the page is not there yet.
    page.wait_for_selector(IDLE)


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
    review.wait(lambda: review.scores("satisfied").height == len(labels))
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
    review.wait(lambda: review.scores("helpful").height == len(TEXTS))
    stored = review.scores("helpful").filter(pl.col("span_id") == "s0")
    assert stored["value"].to_list() == [2.0]


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
