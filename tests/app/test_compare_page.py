"""The Compare page without a browser: what it says, its empty states, and that text from traces stays text."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.app.app_run import html, open_page, use_lake
from tests.app.conftest import END
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames

Rows = Callable[..., pl.DataFrame]
EVIL = '<img src=x onerror="alert(1)">'
VERSIONS = {"against": "version A against B…", "dimension": "prompt_version", "a": "v6", "b": "v7"}


@pytest.fixture
def page(tmp_path: Path, rows: Rows) -> Callable[..., AppTest]:
    """Run the page on four days of calls with these columns."""

    def run(
        query: dict[str, str] | None = None, changes: pl.DataFrame | None = None, **columns: object
    ) -> AppTest:
        n = 600
        at = [END - timedelta(minutes=place * 9) for place in range(n)]
        spans = rows(n, **columns).with_columns(start_time=pl.Series(at, dtype=pl.Datetime("us")))
        others = {} if changes is None else {"changes": changes}
        write_frames(tmp_path / "lake", {"spans": spans, **others}, ImportRecord("b", "test", END))
        use_lake(tmp_path)
        return open_page("release/compare.py", **(query or {}))

    return run


def _versions() -> list[str]:
    return ["v6" if place % 2 else "v7" for place in range(600)]


def test_two_versions_side_by_side(page: Callable[..., AppTest]) -> None:
    geo = [("BR", "DE", "US")[place % 3] for place in range(600)]
    answers = [f"answer {place} {'now' if place % 2 else 'then'}" for place in range(600)]
    asked = [f"question {place // 2}" for place in range(600)]
    app = page(VERSIONS, prompt_version=_versions(), geo=geo, output_text=answers, input_text=asked)
    assert not app.exception
    shown = html(app)
    for words in (
        "Compare",
        "Traffic match",
        "By segment",
        "Sample pairs",
        "What changed in the words",
        "guardrail",
    ):
        assert words in shown
    assert len(app.dataframe) >= 2


def test_a_recorded_release_is_one_click_away(page: Callable[..., AppTest]) -> None:
    recorded = pl.DataFrame(
        {
            "at": [END - timedelta(days=1)],
            "kind": ["prompt"],
            "component": [EVIL],
            "from_version": ["v6"],
            "to_version": ["v7"],
        }
    )
    app = page(changes=recorded, prompt_version=_versions())
    assert not app.exception
    assert [one for one in app.button if "v6 against v7" in one.label]


def test_without_a_choice_it_says_what_to_do(page: Callable[..., AppTest]) -> None:
    app = page({"against": "nothing"}, prompt_version=_versions())
    assert not app.exception
    assert "Nothing is compared yet" in html(app)
    assert "tidegauge changes add" in html(app)


def test_a_side_without_calls(page: Callable[..., AppTest]) -> None:
    app = page({**VERSIONS, "a": "v5"}, prompt_version=_versions())
    assert not app.exception
    assert "none of v5 in this window" in html(app)


def test_hostile_text_stays_text(page: Callable[..., AppTest]) -> None:
    versions = [EVIL if one == "v7" else one for one in _versions()]
    evil = {
        "geo": [f"{EVIL}{place % 2}" for place in range(600)],
        "output_text": [f"{EVIL} {place}" for place in range(600)],
    }
    app = page({**VERSIONS, "b": EVIL}, prompt_version=versions, input_text=[EVIL] * 600, **evil)
    assert not app.exception
    assert "<img" not in html(app)


def test_segments_that_do_not_exist_are_refused_in_their_place(page: Callable[..., AppTest]) -> None:
    app = page({**VERSIONS, "compare_by": "gep"}, prompt_version=_versions())
    assert not app.exception
    assert any("gep" in one.value for one in app.error)
