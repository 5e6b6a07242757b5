"""The Gate page without a browser: what it says, what it offers, and that text from traces stays text."""

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
EVIL = "<img src=x onerror=alert(1)>"
SIDES = {"candidate": "prompt_version = v7", "baseline": "prompt_version = v6"}
POLICY = "".join(
    f"[checks.{name}]\nenabled = false\n" for name in ("features", "segments", "latency", "cost")
)


@pytest.fixture
def page(tmp_path: Path, rows: Rows, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Run the page on four days of calls with these columns, by a policy of few checks."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tidegauge-gate.toml").write_text(POLICY, encoding="utf-8")

    def run(
        query: dict[str, str] | None = None, changes: pl.DataFrame | None = None, **columns: object
    ) -> AppTest:
        n = 600
        at = [END - timedelta(minutes=place * 9) for place in range(n)]
        versions = ["v6" if place % 2 else "v7" for place in range(n)]
        spans = rows(n, **{"prompt_version": versions, **columns})
        spans = spans.with_columns(start_time=pl.Series(at, dtype=pl.Datetime("us")))
        others = {} if changes is None else {"changes": changes}
        write_frames(tmp_path / "lake", {"spans": spans, **others}, ImportRecord("b", "test", END))
        use_lake(tmp_path)
        return open_page("release/gate.py", **(query or {}))

    return run


def _failing(broken: int) -> list[bool]:
    """Format checks of which one in `broken` of v7's, the even places, fails."""
    return [bool(place % 2 or place // 2 % broken) for place in range(600)]


def test_a_candidate_that_breaks_its_format_fails_in_words_and_in_what_a_pipeline_reads(
    page: Callable[..., AppTest],
) -> None:
    app = page(SIDES, format_valid=_failing(2))
    assert not app.exception
    shown = html(app)
    assert "FAIL" in shown
    assert "prompt_version = v7 fails on format" in shown
    assert "The exit code of this command is 1." in shown
    code = "\n".join(block.value for block in app.code)
    assert "tidegauge gate --candidate 'prompt_version = v7'" in code
    assert "<testcase" in code
    assert "Tidegauge gate: FAIL" in code
    assert "[checks.features]" in code
    table = app.dataframe[0].value
    assert table["Check"][0] == "Format"
    assert list(table["Result"][0]) == ["✕ fail"]


def test_too_few_calls_are_no_pass(page: Callable[..., AppTest]) -> None:
    app = page(SIDES, format_valid=True)
    assert not app.exception
    assert "NOT ENOUGH DATA" in html(app)
    assert "The exit code of this command is 2." in html(app)


def test_without_versions_it_says_what_to_type(page: Callable[..., AppTest]) -> None:
    app = page()
    assert not app.exception
    assert "Choose a candidate and a baseline." in html(app)
    assert not app.dataframe


def test_a_recorded_release_is_offered(page: Callable[..., AppTest]) -> None:
    recorded = pl.DataFrame(
        {
            "at": [END - timedelta(days=1)],
            "kind": ["prompt"],
            "component": ["answers"],
            "from_version": ["v6"],
            "to_version": ["v7"],
        }
    )
    app = page(changes=recorded)
    assert not app.exception
    chosen = {one.label: one.value for one in app.selectbox}
    assert chosen["Candidate"] == "prompt_version = v7"
    assert chosen["Baseline"] == "prompt_version = v6"


def test_a_version_that_nobody_called_names_those_there_are(page: Callable[..., AppTest]) -> None:
    app = page({**SIDES, "candidate": "prompt_version = v9"})
    assert not app.exception
    assert "There are no calls with prompt_version = v9" in html(app)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({**SIDES, "baseline": "prompt_version = v7"}, "held against itself"),
        ({**SIDES, "candidate": "promt_version = v7"}, "Did you mean prompt_version?"),
        ({**SIDES, "golden": "nothing"}, "is not a known golden set"),
    ],
)
def test_what_cannot_be_read_is_said_in_its_place(
    page: Callable[..., AppTest], query: dict[str, str], said: str
) -> None:
    app = page(query)
    assert not app.exception
    assert "COULD NOT READ" in html(app)
    assert said in html(app)


def test_hostile_text_stays_text(page: Callable[..., AppTest]) -> None:
    versions = ["v6" if place % 2 else EVIL for place in range(600)]
    query = {**SIDES, "candidate": f'prompt_version = "{EVIL}"'}
    app = page(query, prompt_version=versions, format_valid=_failing(2))
    assert not app.exception
    assert "<img" not in html(app)
    assert "&lt;img" in html(app)
    assert "fails on format" in html(app)
