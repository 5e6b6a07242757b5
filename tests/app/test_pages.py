"""Every page draws on every kind of small store, to its end, and nothing goes wrong in any panel."""

from collections.abc import Callable

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from app import menu
from tests.app.app_run import html

Run = Callable[..., AppTest]
Rows = Callable[..., pl.DataFrame]
pages = pytest.mark.parametrize("page", [entry.path for entry in menu.entries()])


def _clean(app: AppTest) -> None:
    assert not app.exception
    assert not [error.value for error in app.error]
    assert 'id="done"' in html(app)


@pages
def test_an_empty_store_says_what_to_do(run: Run, page: str) -> None:
    app = run(None, page)
    _clean(app)
    assert "No calls yet." in html(app)
    assert any("tidegauge demo" in block.value for block in app.code)


@pages
@pytest.mark.parametrize("calls", [1, 200])
def test_a_small_store(run: Run, rows: Rows, page: str, calls: int) -> None:
    _clean(run(rows(calls), page))


@pages
def test_columns_of_nulls(run: Run, rows: Rows, page: str) -> None:
    _clean(run(rows(60, geo=None, status=None), page))


@pages
def test_hostile_text_is_text(run: Run, rows: Rows, hostile: str, page: str) -> None:
    spans = rows(60, geo=hostile, input_text=hostile, output_text=hostile, model_version=hostile)
    app = run(spans.with_columns(pl.lit(hostile).alias("<b>key</b>")), page)
    _clean(app)
    assert "<script>" not in html(app)
    assert not any("evil.test" in block.value for block in app.markdown)


@pages
def test_a_filter_that_matches_nothing(run: Run, rows: Rows, page: str) -> None:
    _clean(run(rows(60), page, where="geo = ZZ"))
