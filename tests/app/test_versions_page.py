"""The Versions page without a browser: what is live, probes or how to begin, and that text from traces stays text."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from app import state
from tests.app.app_run import html, open_page, use_lake
from tests.app.conftest import END
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames

Rows = Callable[..., pl.DataFrame]
EVIL = '<img src=x onerror="alert(1)">'


@pytest.fixture
def page(tmp_path: Path, rows: Rows) -> Callable[..., AppTest]:
    """Run the page on two weeks of calls with these columns."""

    def run(probed: bool = False, **columns: object) -> AppTest:
        n = 400
        at = [END - timedelta(hours=place * 0.8) for place in range(n)]
        spans = rows(n, **columns).with_columns(start_time=pl.Series(at, dtype=pl.Datetime("us")))
        write_frames(tmp_path / "lake", {"spans": spans}, ImportRecord("b", "test", END))
        use_lake(tmp_path)
        if probed:
            from tests.probe_history import AFTER, BEFORE, EVERY, fill

            fill(state.workbench(), [BEFORE] * 9 + [AFTER], first=END - 10 * EVERY)
        return open_page("release/versions.py")

    return run


def test_what_is_live_and_how_to_begin_to_probe(page: Callable[..., AppTest]) -> None:
    app = page(model_requested="aster-large", model_version="aster-large-2026-05")
    assert not app.exception
    assert "ask for their model by an alias, aster-large" in html(app)
    assert "Nobody is probed" in html(app)
    assert any("tidegauge probe run --every 6h" in one.value for one in app.code)
    assert "! alias: may change without notice" in app.dataframe[0].value["Pinned"].to_list()


def test_a_silent_change_leads_the_page(page: Callable[..., AppTest]) -> None:
    pytest.importorskip("py3langid", reason="the extra tidegauge[judge] is not installed")
    app = page(probed=True, model_requested="aster-large", model_version="aster-large-2026-05")
    assert not app.exception
    shown = html(app)
    assert "aster-large changed at its provider" in shown
    assert "Its version string is the same" in shown
    measures = app.dataframe[1].value
    assert "length of answers" in measures["Measure"].to_list()


def test_prompt_texts_are_text_alone(page: Callable[..., AppTest]) -> None:
    texts = [f"[system] {'New' if one < 150 else 'Old'} words. {EVIL}\n\n[user] {one}" for one in range(400)]
    app = page(
        prompt_name="orders",
        prompt_version=["v7" if one < 150 else "v6" for one in range(400)],
        input_text=texts,
        app_version=[EVIL if one < 150 else "4.1" for one in range(400)],
    )
    assert not app.exception
    assert any("- Old" in one.value and "+ New" in one.value for one in app.code)
    assert EVIL not in html(app)
    assert EVIL.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;") in html(app)


def test_no_version_of_anything_says_what_to_record(page: Callable[..., AppTest]) -> None:
    app = page(model_version=None, prompt_version=None, app_version=None, index_version=None)
    assert not app.exception
    assert "No call names a version of anything." in html(app)
