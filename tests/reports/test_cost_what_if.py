"""Other prices: every call priced anew with its tiers, other shares of the cache, and what nobody knows is said."""

from collections.abc import Callable
from datetime import timedelta

import polars as pl
import pytest

from tests.conftest import MIDDLE
from tidegauge.errors import TidegaugeError
from tidegauge.reports.cost import CostOptions
from tidegauge.reports.cost_what_if import what_if, what_if_models
from tidegauge.reports.source import Source
from tidegauge.settings_cost import CostTable

OPTIONS = CostOptions(
    CostTable.model_validate(
        {
            "prices": [
                {"model": "m", "input": 10.0, "cached_input": 1.0, "output": 30.0},
                {"model": "tiered", "input": 1.0, "output": 2.0, "tiers": [{"above": 1_000, "input": 3.0}]},
            ]
        }
    )
)


@pytest.fixture
def source(written: Callable[..., Source]) -> Source:
    """A hundred calls of m, half of them of 1,000 tokens in and half of 2,000; one of a model without a price."""
    n = 101
    return written(
        pl.DataFrame(
            {
                "trace_id": [f"t{place}" for place in range(n)],
                "span_id": [f"s{place}" for place in range(n)],
                "kind": "model",
                "start_time": [MIDDLE + timedelta(hours=place) for place in range(n)],
                "model_version": ["m"] * 100 + ["nameless"],
                "input_tokens": [1_000 if place < 50 else 2_000 for place in range(n)],
                "cached_input_tokens": 0,
                "output_tokens": 100,
            }
        )
    )


def test_each_call_has_its_own_tier(source: Source, ask: Callable) -> None:
    report = what_if(source, ask(compare=False), OPTIONS, "tiered")
    assert report.spent == pytest.approx((50 * 1_000 + 50 * 2_000) * 10e-6 + 100 * 100 * 30e-6)
    assert report.rows[0].cost == pytest.approx(50 * 1_000e-6 + 50 * 2_000 * 3e-6 + 100 * 100 * 2e-6)
    assert "assumes answers of the same length" in report.rows[0].assumes


def test_a_cache_that_was_not_used_has_the_books_price(source: Source, ask: Callable) -> None:
    (row,) = what_if(source, ask(compare=False), OPTIONS, cache_share=0.5).rows
    assert row.cost == pytest.approx(150_000 * (0.5 * 10e-6 + 0.5 * 1e-6) + 10_000 * 30e-6)


def test_a_model_of_which_nobody_knows_a_price(source: Source, ask: Callable) -> None:
    assert what_if_models(source, ask(compare=False), OPTIONS) == ("m",)
    with pytest.raises(TidegaugeError, match="“unheard-of” is not a known model with a known price"):
        what_if(source, ask(compare=False), OPTIONS, "unheard-of")
