"""The page Golden sets without a browser: what it says of a set once it is frozen."""

from collections.abc import Callable

import polars as pl
from streamlit.testing.v1 import AppTest

from app import state
from tests.app.app_run import html, open_page
from tests.app.conftest import END
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
