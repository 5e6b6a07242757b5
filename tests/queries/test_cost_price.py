"""What a call costs in SQL: recorded goes first, tiers and days decide, what is missing stays missing."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import polars as pl
import pytest
import sqlalchemy as sa

from tests.conftest import MIDDLE
from tidegauge.prices.book import PriceBook
from tidegauge.queries.cost_price import Priced, values
from tidegauge.queries.relation import Rows
from tidegauge.reports.source import Source
from tidegauge.settings_cost import CostTable

PRICES = [
    {
        "model": "m",
        "input": 2.0,
        "cached_input": 0.2,
        "output": 8.0,
        "reasoning": 10.0,
        "tiers": [{"above": 1_000, "input": 4.0}],
    },
    {"model": "m", "input": 1.0, "cached_input": 0.1, "output": 4.0, "since": date(2026, 11, 10)},
    {"model": "embedding", "input": 0.5, "output": 0.0},
]
OLD, NEW = MIDDLE, MIDDLE + timedelta(days=5)


@pytest.fixture
def priced(written: Callable[..., Source]) -> Callable[..., float | None]:
    """Return priced(at, model, ...): what one call costs, times a million."""

    def cost(
        at: datetime,
        model: str,
        tokens: tuple[int | None, int | None, int | None, int | None],
        recorded: float | None = None,
        scale: float = 1.0,
    ) -> float | None:
        names = ("input_tokens", "cached_input_tokens", "output_tokens", "reasoning_tokens")
        counts = {name: pl.Series([count], dtype=pl.Int64) for name, count in zip(names, tokens, strict=True)}
        row = {"trace_id": "t", "span_id": "s", "kind": "model", "start_time": at, "model_version": model}
        frame = pl.DataFrame([row]).with_columns(
            pl.Series("cost_usd", [recorded], dtype=pl.Float64), **counts
        )
        source = written(frame)
        book = PriceBook(CostTable.model_validate({"prices": PRICES}))
        known = book.prices(model)
        prices = Priced({(model, None): known} if known else {}, scale=scale)
        rows = Rows(source.store.catalog())
        found = source.store.read(
            sa.select(values(rows, prices)["cost"].label("cost")).select_from(rows.source())
        )
        money: float | None = found["cost"][0]
        return None if money is None else round(money * 1e6, 6)

    return cost


@pytest.mark.parametrize(
    ("at", "model", "tokens", "recorded", "expected"),
    [
        (OLD, "m", (1_000, 0, 10, 0), None, 1_000 * 2 + 10 * 8),
        (OLD, "m", (1_000, 400, 10, 4), None, 600 * 2 + 400 * 0.2 + 6 * 8 + 4 * 10),
        (OLD, "m", (1_001, 0, 0, 0), None, 1_001 * 4),
        (NEW, "m", (1_001, 1, 10, None), None, 1_000 * 1 + 0.1 + 10 * 4),
        (OLD, "m", (1_000, 0, 10, 0), 0.5, 500_000),
        (OLD, "m", (1_000, 0, None, None), None, None),
        (OLD, "m", (None, 0, 10, None), None, None),
        (OLD, "embedding", (1_000, None, None, None), None, 500),
        (OLD, "unheard-of", (1_000, 0, 10, 0), None, None),
        (OLD, "unheard-of", (1_000, 0, 10, 0), 0.0, 0),
        (OLD, "m", (100, 400, 0, 0), None, 100 * 0.2),
    ],
)
def test_a_calls_cost(priced: Callable, at, model, tokens, recorded, expected) -> None:
    assert priced(at, model, tokens, recorded) == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(("recorded", "expected"), [(None, (1_000 * 2 + 80) / 2), (0.5, 250_000)])
def test_money_is_shown_in_the_currency_of_the_settings(priced: Callable, recorded, expected) -> None:
    assert priced(OLD, "m", (1_000, 0, 10, 0), recorded, 0.5) == pytest.approx(expected)
