"""Which price counts: one's own before the list, a full name before a pattern, later days before earlier ones."""

from datetime import date

import pytest
from genai_prices import Usage, calc_price

from tidegauge.prices.book import PriceBook
from tidegauge.prices.listed import listed
from tidegauge.settings_cost import CostTable


def _book(**keys: object) -> PriceBook:
    return PriceBook(CostTable.model_validate(keys))


def test_ones_own_price_goes_before_the_list() -> None:
    book = _book(
        prices=[
            {"model": "gpt-4o-*", "input": 9.0, "output": 9.0},
            {"model": "gpt-4o-mini", "input": 1.0, "output": 2.0},
        ]
    )
    mini, other = book.prices("gpt-4o-mini"), book.prices("gpt-4o-large")
    assert mini is not None
    assert other is not None
    assert (mini.dated[0].rates.input.price, other.dated[0].rates.input.price) == (1.0, 9.0)
    assert mini.source == "own price"


def test_old_days_keep_old_prices() -> None:
    dated = [
        {"model": "m", "input": 4.0, "output": 8.0},
        {"model": "m", "input": 2.0, "output": 4.0, "since": date(2026, 10, 1)},
    ]
    found = _book(prices=dated).prices("m")
    assert found is not None
    assert [found.on(date(2026, month, 1)).input.price for month in (9, 10)] == [4.0, 2.0]


def test_names_of_the_store_stand_for_names_of_the_list() -> None:
    book = _book(models={"prod-large": "gpt-4o"}, providers={"our-gateway": "openai"})
    assert book.prices("prod-large", "our-gateway") == listed("gpt-4o", "openai")
    assert book.prices("prod-small", "our-gateway") is None


def test_kinds_without_a_price_cost_what_their_like_costs() -> None:
    found = _book(prices=[{"model": "m", "input": 4.0, "cached_input": 0.4, "output": 8.0}]).prices("m")
    assert found is not None
    rates = found.dated[0].rates
    assert (rates.cached_input.price, rates.cache_write.price, rates.reasoning.price) == (0.4, 4.0, 8.0)


@pytest.mark.parametrize("tokens", [200_000, 200_001])
@pytest.mark.parametrize("model", ["claude-sonnet-4-5", "gpt-4o-mini", "gemini-2.5-pro"])
def test_the_list_is_genai_prices(model: str, tokens: int) -> None:
    """To the list's own calculation, below a tier and above it."""
    found = listed(model)
    assert found is not None
    rates = found.on(date(2026, 6, 1))
    usage = Usage(input_tokens=tokens, cache_read_tokens=50_000, output_tokens=1_000)
    theirs = float(calc_price(usage, model).total_price)
    ours = (tokens - 50_000) * rates.input.at(tokens) + 50_000 * rates.cached_input.at(tokens)
    ours += 1_000 * rates.output.at(tokens)
    assert ours / 1e6 == pytest.approx(theirs, rel=1e-12)


def test_dollars_stay_dollars_without_a_rate() -> None:
    assert _book().currency("EUR") == "USD"
    assert (_book(currency_per_dollar=0.9).currency("EUR"), _book(currency_per_dollar=0.9).scale) == (
        "EUR",
        0.9,
    )
