"""The page Golden sets without a browser: what it says of a set once it is frozen."""

from collections.abc import Callable
from datetime import timedelta

import polars as pl
from streamlit.testing.v1 import AppTest

from app import state
from tests.app.app_run import html, open_page
from tests.app.conftest import END
from tests.golden_run_rows import AT, recorded_run
from tests.workbench.test_golden import item
from tidegauge.workbench.golden_candidates import add_candidates
from tidegauge.workbench.golden_sets import freeze

PAGE = "review/golden.py"


def test_what_is_frozen_does_not_wait(run: Callable[..., AppTest], rows: Callable[..., pl.DataFrame]) -> None:
    run(rows(5), PAGE)
    add_candidates(state.workbench(), "support", [item(1), item(2)], by="lena", at=END)
    assert "2 items for v1" in html(open_page(PAGE))
    freeze(state.workbench(), "support", by="lena", at=END)
    said = html(open_page(PAGE))
    assert "v1 has 2 items, and nothing waits." in said
    assert "items for v2" not in said
    assert "Next version, v2: so far the same as v1" in said
    add_candidates(state.workbench(), "support", [item(3)], by="lena", at=END)
    assert "3 items for v2, 1 changed since" in html(open_page(PAGE))


def test_runs_are_shown_with_what_moved(
    run: Callable[..., AppTest], rows: Callable[..., pl.DataFrame]
) -> None:
    run(rows(5), PAGE)
    add_candidates(state.workbench(), "support", [item(n) for n in range(40)], by="lena", at=END)
    one = freeze(state.workbench(), "support", by="lena", at=END)
    assert "support v1 was not run yet" in html(open_page(PAGE))
    recorded_run(state.workbench(), one, "v6", [[1, 1, 1]] * 39 + [[1, 0, 1]])
    said = html(open_page(PAGE))
    assert "v6 passes 100% of support v1: 40 of 40 items by the median of 3 repeats." in said
    assert "1 item flips" in said
    bad = [[0, 0, 0]] * 12 + [[1, 1, 1]] * 28
    recorded_run(state.workbench(), one, "<b>v7", bad, at=AT + timedelta(hours=1))
    page = open_page(PAGE)
    said = html(page)
    assert "&lt;b&gt;v7 passes 70% of support v1, v6 100%: 12 items fail now that passed" in said
    assert "<b>v7" not in said
    assert not page.exception
