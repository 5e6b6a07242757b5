"""Rubrics in a browser: options by key, a verdict that waits while somebody types, words marked by mouse and by keyboard."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from tests.browser.conftest import END, IDLE, spans
from tests.browser.hostile_text import HOSTILE
from tests.browser.own_server import server, workbench_url  # noqa: F401  fixtures
from tests.browser.review_keys import READABLE, press
from tidegauge.filters import Window
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames
from tidegauge.workbench.engine import open_workbench
from tidegauge.workbench.labels import RecordedLabel, labels_of_batch
from tidegauge.workbench.review_batches import Asked, Drawn, record_batch
from tidegauge.workbench.review_items import ReviewItem
from tidegauge.workbench.rubric_file import shipped_rubrics
from tidegauge.workbench.rubrics import record_rubric

TEXTS = [
    "It costs 20 EUR 🙂 and comes tomorrow.",
    "x " * 500_000,
    f"{HOSTILE} <mark>m</mark>",
    "שלום \u202eabc\u202c مرحبا\x00\x01\x1b[31m",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of hostile answers, and batches 1 to 3 with the rubrics usable, facts and better."""
    made: Path = tmp_path_factory.mktemp("rubric")
    texts = [TEXTS[number] if number < len(TEXTS) else "an answer" for number in range(40)]
    calls = spans(40).with_columns(
        output_text=pl.Series(texts), session_id=pl.Series([f"c{number}" for number in range(40)])
    )
    write_frames(made / "lake", {"spans": calls}, ImportRecord("b1", "rubric test", END))
    window = Window(END - timedelta(days=29), END + timedelta(days=1))
    engine = open_workbench(f"sqlite:///{made / 'workbench.sqlite'}")
    for name in ("usable", "facts", "better"):
        rubric = record_rubric(engine, shipped_rubrics()[name].read_text(), "ana", END)
        asked, n = rubric.rubric.verdict, len(TEXTS)
        items = [
            ReviewItem(at + 1, f"t{at}", f"s{at}", f"c{at}", 0.25, _other(at) if name == "better" else {})
            for at in range(n)
        ]
        of = Drawn(str(made / "lake"), "session", window, (), "", "random", "a", n * 4, n)
        told = Asked(name, asked.question, asked.label, asked.scale)
        record_batch(engine, told, of, items, by="ana", at=END, rubric=rubric.id)
    engine.dispose()
    return made


def _other(at: int) -> dict[str, object]:
    other = (at + 1) % len(TEXTS)
    return {"other": {"trace_id": f"t{other}", "span_id": f"s{other}"}, "swapped": at % 2 == 1}


def open_batch(page: Any, settled: Callable[..., Any], batch: int) -> None:
    page.goto(f"/review?reviewer=ann&batch={batch}")
    settled(page, "review")
    page.wait_for_timeout(READABLE)


def standing(engine: sa.Engine, batch: int) -> tuple[RecordedLabel, ...]:
    return labels_of_batch(engine, batch)


def test_options_and_verdicts_by_key(page: Any, settled: Callable[..., Any], engine: sa.Engine) -> None:
    open_batch(page, settled, 1)
    page.keyboard.press("b")
    page.get_by_text("“What is wrong?” comes first").wait_for()
    assert standing(engine, 1) == ()
    own = page.get_by_placeholder("another one, or several with commas")
    own.press_sequentially("too long")
    page.wait_for_timeout(READABLE)
    press(page, "Control+Enter")  # while typing
    assert [(one.value, one.answers) for one in standing(engine, 1)] == [(0.0, {"wrong": ["too long"]})]
    for key, button in (("f", "o0_0"), ("5", "o1_4")):
        page.keyboard.press(key)
        page.locator(
            f'[class*="st-key-{button}_"] [data-testid="stIconMaterial"]', has_text=re.compile("check")
        )
        page.wait_for_timeout(400)
    press(page, "g")
    assert standing(engine, 1)[-1].answers == {"wrong": ["format"], "correct": 5.0}
    page.get_by_text("pass · format · 5 of 5").wait_for()
    press(page, "ArrowLeft")
    expect(page.locator('[class*="st-key-o0_0_"]').get_by_text("check", exact=True)).to_have_count(1)
    press(page, "u")
    assert standing(engine, 1)[-1].answers == {"wrong": ["format"], "correct": 5.0}
    page.keyboard.press("k")
    page.get_by_text("commit a verdict that waited").wait_for()


@pytest.mark.thorough
def test_words_are_marked_and_nothing_in_them_runs(
    page: Any, settled: Callable[..., Any], engine: sa.Engine
) -> None:
    open_batch(page, settled, 2)
    box = page.locator(".tg-marks")
    assert box.inner_text() == TEXTS[0]
    box.focus()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Enter"):  # “20 EUR”
        page.keyboard.press(key)
    page.locator(".tg-marks mark", has_text="20 EUR").wait_for()
    for key in (*["ArrowRight"] * 4, "Enter"):  # beyond the sign of two units
        page.keyboard.press(key)
    page.locator(".tg-marks mark", has_text="tomorrow.").wait_for()
    page.wait_for_selector(IDLE)
    page.wait_for_timeout(300)
    press(page, "b")
    assert standing(engine, 2)[0].answers["unsupported"] == [
        {"start": 9, "end": 15, "text": "20 EUR"},
        {"start": 28, "end": 37, "text": "tomorrow."},
    ]
    press(page, "ArrowLeft")
    expect(page.locator(".tg-marks mark")).to_have_text(["20 EUR", "tomorrow."])
    page.locator(".tg-marks mark").first.click()
    page.locator(".tg-marks mark").nth(1).wait_for(state="detached")
    page.wait_for_selector(IDLE)
    press(page, "b")
    assert [one["text"] for one in standing(engine, 2)[0].answers["unsupported"]] == ["tomorrow."]
    for number, text in enumerate(TEXTS[1:], start=2):
        _mark_by_mouse(page, from_right=text.startswith("ש"))
        assert len(box.inner_text()) <= 20_000
        if len(text) > 20_000:
            page.get_by_text("Show all (1.0 MB)").click()
            page.wait_for_function(
                "n => document.querySelector('.tg-marks').textContent.length === n", arg=len(text)
            )
            page.wait_for_selector(IDLE)
            expect(page.locator(".tg-marks mark")).to_have_count(1)
            page.wait_for_timeout(READABLE)
        press(page, "b")
        (span,) = standing(engine, 2)[-1].answers["unsupported"]
        assert span["text"] == text[span["start"] : span["end"]].replace("\x00", ""), number
    page.get_by_text("The batch is done.").or_(page.get_by_text("Nothing is left for you here.")).wait_for()


def _mark_by_mouse(page: Any, *, from_right: bool) -> None:
    found = page.locator(".tg-marks").bounding_box()
    y = found["y"] + 24
    start, step = (found["x"] + found["width"] - 20, -70) if from_right else (found["x"] + 20, 70)
    page.mouse.move(start, y)
    page.mouse.down()
    page.mouse.move(start + step, y, steps=4)
    page.mouse.up()
    page.locator(".tg-marks mark").first.wait_for()
    page.wait_for_selector(IDLE)
    page.wait_for_timeout(300)


@pytest.mark.thorough
def test_two_answers_side_by_side(page: Any, settled: Callable[..., Any], engine: sa.Engine) -> None:
    open_batch(page, settled, 3)
    for key in ("j", "j", "t", "l"):
        press(page, key)
    # J is the answer on the left: the item's own, but where the sides are swapped.
    assert [one.value for one in standing(engine, 3)] == [1.0, 0.0, 0.5, 1.0]
