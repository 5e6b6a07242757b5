"""The Business page without a browser: what it says, its empty states, and that text from traces stays text."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.app.app_run import html, open_page, use_lake
from tests.app.conftest import END
from tests.business_shop import shop
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames

EVIL = '<img src=x onerror="alert(1)">'
PAGE = "watch/business.py"


@pytest.fixture
def page(tmp_path: Path) -> Callable[..., AppTest]:
    """Run the page on a shop of two weeks; `tables` go beside its own or in their place."""

    def run(query: dict[str, str] | None = None, *, bare: bool = False, **columns: object) -> AppTest:
        start = END.replace(minute=0, second=0, microsecond=0) - timedelta(days=14)
        tables = shop(start, 14, sessions=120, click=lambda day: 0.3 if day < 7 else 0.15, **columns)
        change = {
            "at": start + timedelta(days=7),
            "kind": "prompt",
            "component": EVIL,
            "from_version": "v6",
            "to_version": "v7",
        }
        tables["changes"] = pl.DataFrame([change])
        if bare:
            del tables["outcomes"]
        write_frames(tmp_path / "lake", tables, ImportRecord("b", "test", END))
        use_lake(tmp_path)
        return open_page(PAGE, **(query or {}))

    return run


def test_outcomes_versions_changes_leads_and_segments(page: Callable[..., AppTest]) -> None:
    decided = pl.when(pl.col("span_id").hash(1) % 3 == 0).then(pl.lit("rejected")).otherwise(pl.lit(EVIL))
    app = page(
        decision=decided,
        prediction=(pl.col("span_id").hash(2) % 100) / 100,
        geo=pl.lit("BR"),
        device=pl.lit(EVIL),
    )
    assert not app.exception
    shown = html(app)
    for words in (
        "Click-through rate fell from",
        "Return on ad spend",
        "Which change cost us what",
        "What leads what",
        "Random slice against steered traffic",
        "Decision drift",
        "Predictions",
    ):
        assert words in shown
    assert EVIL not in shown
    assert len(app.dataframe) >= 4


def test_what_is_chosen_stands_in_the_link(page: Callable[..., AppTest]) -> None:
    app = page({"business_by": "variant", "business_version": "geo", "business_outcome": "roas"})
    assert not app.exception
    assert "Return on ad spend and allocation by variant" in html(app)
    assert "Return on ad spend by geo" in html(app)


@pytest.mark.parametrize(
    "query", [{"business_by": "gep"}, {"business_outcome": "crt"}, {"business_version": "x"}]
)
def test_a_link_that_names_what_is_not_there_is_told(
    page: Callable[..., AppTest], query: dict[str, str]
) -> None:
    app = page(query)
    assert not app.exception
    assert any(next(iter(query.values())) in error.value for error in app.error)


def test_without_outcomes_it_shows_the_line_that_imports_them(page: Callable[..., AppTest]) -> None:
    app = page(bare=True)
    assert not app.exception
    assert "No outcomes are recorded in this store." in html(app)
    code = "\n".join(block.value for block in app.code)
    assert "tidegauge import outcomes.csv --table outcomes" in code
    for column in ("span_id", "name", "value", "created_at"):
        assert column in code


def test_a_window_without_calls(page: Callable[..., AppTest]) -> None:
    page()
    app = open_page(PAGE, where="geo = nowhere")
    assert not app.exception
    assert "No calls match" in html(app)
