"""The Agreement page without a browser: hostile names stay text, blind names are nowhere, and empty states say what to do."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.agreement_lake import END, labels, spans
from tests.app.app_run import html, open_page, use_lake
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.lake.writer import write_frames

Page = Callable[..., AppTest]


@pytest.fixture
def page(tmp_path: Path) -> Page:
    """Run the page on these spans and scores."""

    def run(calls: pl.DataFrame, scores: pl.DataFrame, **query: str) -> AppTest:
        write_frames(tmp_path / "lake", {"spans": calls, "scores": scores}, ImportRecord("b", "test", END))
        use_lake(tmp_path)
        return open_page("review/agreement.py", **{"window": "all data", **query})

    return run


def _answers(n: int, apart: int) -> tuple[list[float], list[float]]:
    first = [float(one % 2) for one in range(n)]
    return first, [1 - one if place % apart == 0 else one for place, one in enumerate(first)]


def test_hostile_names_are_text(page: Page, hostile: str) -> None:
    first, second = _answers(120, 7)
    calls = spans(120, geo=hostile, output_text=hostile).with_columns(input_text=pl.lit(hostile))
    app = page(calls, labels(calls, {hostile: first, "jon": second}, hostile))
    assert not app.exception
    assert not app.error
    assert "<script>" not in html(app)
    assert not any("evil.test" in block.value for block in app.markdown)
    assert len(app.dataframe) == 4


def test_blind_names_are_nowhere(page: Page) -> None:
    first, second = _answers(120, 7)
    calls = spans(120)
    app = page(calls, labels(calls, {"annabel": first, "jonathan": second}), blind="true")
    assert not app.exception
    shown = html(app) + "".join(str(one.value.to_dict()) for one in app.dataframe)
    assert "annabel" not in shown
    assert "reviewer A" in shown


def test_one_reviewer_is_told_what_to_do(page: Page) -> None:
    calls = spans(40)
    app = page(calls, labels(calls, {"ana": [1.0] * 40}))
    assert not app.exception
    assert "Let a second person label the same answers." in html(app)
    assert "tidegauge review export" in html(app)


def test_scores_of_which_nothing_can_be_said_are_folded_away(page: Page) -> None:
    calls = spans(120)
    first, second = _answers(120, 7)
    few = [labels(calls.head(n), {"ana": [1.0] * n, "jon": [1.0] * n}, f"rare_{n}") for n in (1, 4)]
    app = page(calls, pl.concat([labels(calls, {"ana": first, "jon": second}, "satisfied"), *few]))
    (folded,) = (one for one in app.expander if "labelled twice" in one.label)
    assert folded.label == "2 scores with fewer than 10 answers labelled twice"
    shown = "".join(one.value for one in folded.get("html"))
    assert "rare_1: 2 labels, 1 answer with two" in shown
    assert "rare_4: 8 labels, 4 answers with two" in shown
    assert "1 answers" not in html(app)
