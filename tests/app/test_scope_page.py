"""Scope without a browser: what its link may say, and which of its buttons is the filled one."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

Run = Callable[..., AppTest]
Rows = Callable[..., pl.DataFrame]
SCOPE = "respond/scope.py"
WINDOWS = {"window": "last 7 days", "against": "before"}


@pytest.fixture
def spans(rows: Rows) -> Callable[..., pl.DataFrame]:
    """Return two weeks of calls, of which every fourth fails; with `broken` all of one country do in the last days."""

    def made(*, broken: bool) -> pl.DataFrame:
        failed = [number % 4 == 0 or (broken and number < 40 and number % 3 == 0) for number in range(112)]
        return rows(112, status=["error" if one else "ok" for one in failed], total_tokens=100)

    return made


def _button(app: AppTest, label: str) -> Any:
    (found,) = [one for one in app.button if one.label == label]
    return found


def test_metric_is_another_spelling_of_of(run: Run, spans: Callable[..., pl.DataFrame]) -> None:
    app = run(spans(broken=False), SCOPE, metric="total_tokens", **WINDOWS)
    assert not app.exception
    assert app.selectbox(key="of").value == "total_tokens"
    assert "metric" not in app.query_params
    assert [one.proto.body for one in app.get("html") if "Ignored" in one.proto.body] == []


def test_of_comes_before_metric(run: Run, spans: Callable[..., pl.DataFrame]) -> None:
    app = run(spans(broken=False), SCOPE, of="error_rate", metric="total_tokens", **WINDOWS)
    assert app.selectbox(key="of").value == "error_rate"


def test_where_nothing_is_named_no_incident_is_urged(run: Run, spans: Callable[..., pl.DataFrame]) -> None:
    app = run(spans(broken=False), SCOPE, of="error_rate", **WINDOWS)
    assert _button(app, "Open incident").proto.type == "secondary"


def test_where_a_segment_is_named_it_is_the_filled_button(
    run: Run, spans: Callable[..., pl.DataFrame]
) -> None:
    app = run(spans(broken=True), SCOPE, of="error_rate", **WINDOWS)
    assert _button(app, "Open incident").proto.type == "primary"
