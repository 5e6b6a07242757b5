"""The Feedback page without a browser: the button draws the batch that it names, and text from traces stays text."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from app import state
from app.components.feedback.offer import _draw
from tests.app.app_run import html, open_page, use_lake
from tests.app.conftest import END
from tidegauge.comparisons import Request, resolve
from tidegauge.reports.feedback import feedback
from tidegauge.reports.source import Source
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames
from tidegauge.workbench.review_batches import list_batches
from tidegauge.workbench.review_items import items_of

Rows = Callable[..., pl.DataFrame]


@pytest.fixture
def page(tmp_path: Path) -> Callable[..., AppTest]:
    """Run the page on these spans and signals."""

    def run(spans: pl.DataFrame, signals: pl.DataFrame | None = None) -> AppTest:
        frames = {"spans": spans} | ({} if signals is None else {"signals": signals})
        write_frames(tmp_path / "lake", frames, ImportRecord("b", "test", END))
        use_lake(tmp_path)
        return open_page("watch/feedback.py", window="all data")

    return run


def _sessions(rows: Rows, n: int, **columns: object) -> pl.DataFrame:
    return rows(n, session_id=[f"u{one}" for one in range(n)], **columns)


def _thumbs(spans: pl.DataFrame, n: int) -> pl.DataFrame:
    return spans[:n].select(
        "span_id",
        "session_id",
        kind=pl.lit("thumbs_up"),
        created_at=pl.col("start_time") + timedelta(minutes=1),
    )


def test_the_button_draws_exactly_its_batch(page: Callable[..., AppTest], rows: Rows) -> None:
    spans = _sessions(rows, 250, source=["api" if one < 20 else "web" for one in range(250)])
    app = page(spans, _thumbs(spans[20:], 30))
    button = next(one for one in app.button if one.key == "feedback_review")
    assert button.label == "Review 196 at random: ±7 pt"
    button.click()
    app.run()
    assert not app.exception
    (batch,) = list_batches(state.workbench())
    assert (batch.of.drawn, batch.of.population, batch.asked.label) == (196, 230, "satisfied")
    chances = {one.inclusion_probability for one in items_of(state.workbench(), batch.id)}
    assert list(chances) == [pytest.approx(196 / 230)]
    assert any("tidegauge review export" in block.value for block in app.code)


def test_a_batch_that_waits_is_opened_before_another_is_drawn(
    page: Callable[..., AppTest], rows: Rows
) -> None:
    spans = _sessions(rows, 250)
    app = page(spans, _thumbs(spans, 30))
    next(one for one in app.button if one.key == "feedback_review").click()
    app.run()
    assert not app.exception
    (link,) = app.get("page_link")[-1:]
    assert link.proto.label == "Label batch 1: 196 to go"
    assert not any(one.proto.type == "primary" for one in app.button)
    # The other button stands behind “Draw another batch”, and asks for it by name.
    next(one for one in app.button if one.key == "feedback_review").click()
    app.run()
    assert [batch.of.drawn for batch in list_batches(state.workbench())] == [54, 196]


def test_a_second_click_on_the_same_button_draws_nothing(page: Callable[..., AppTest], rows: Rows) -> None:
    """Both clicks come from the page as it was before the batch: they ask for one."""
    spans = _sessions(rows, 250)
    page(spans, _thumbs(spans, 30))
    source = Source(state.store())
    question = resolve(Request(window="all data"), END, spans["start_time"].min(), END)
    wanted = feedback(source, question).offer
    assert wanted is not None
    for _ in range(2):
        _draw(source, question, wanted, None)
    assert len(list_batches(state.workbench())) == 1


def test_hostile_names_of_features_are_text(page: Callable[..., AppTest], rows: Rows, hostile: str) -> None:
    feature = [hostile if one % 2 else "chat" for one in range(200)]
    spans = _sessions(rows, 200, feature=feature)
    left = spans.filter(pl.col("feature") == hostile)[50:].select(
        "span_id", "session_id", kind=pl.lit("abandoned"), created_at=pl.col("start_time")
    )
    mine = spans.filter(pl.col("feature") == hostile)
    app = page(spans, pl.concat([_thumbs(mine, 40), left]))
    assert not app.exception
    assert "survivorship warning" in html(app)
    assert "<script>" not in html(app)
    assert not any("evil.test" in block.value for block in app.markdown)


def test_the_popover_says_how_signals_are_derived(page: Callable[..., AppTest], rows: Rows) -> None:
    app = page(_sessions(rows, 60))
    assert any("the same question in two turns" in block.value for block in app.markdown)
