"""Prices of one's own, as the settings spell them."""

from collections.abc import Sequence
from datetime import date
from fnmatch import fnmatchcase

from tidegauge.prices.rates import DatedRates, ModelPrices, Rate, Tier, TokenRates
from tidegauge.settings_cost import PriceTable

SOURCE = "own price"
_LIKE = {
    "cached_input": "input",
    "cache_write": "input",
    "audio_input": "input",
    "reasoning": "output",
    "audio_output": "output",
}


def own(prices: Sequence[PriceTable], model: str, provider: str | None) -> ModelPrices | None:
    """Return the prices that the settings give a model, or None. A name in full goes before one with `*`.

    >>> found = own([PriceTable(model="aster-*", input=1.0, output=4.0)], "aster-mini", None)
    >>> found.dated[0].rates.cached_input.price
    1.0
    """
    fitting = [one for one in prices if _fits(one, model, provider)]
    exact = [one for one in fitting if one.model.casefold() == model.casefold()] or fitting
    newest = sorted(exact, key=lambda one: one.since or date.min, reverse=True)
    return ModelPrices(model, SOURCE, tuple(map(_dated, newest))) if newest else None


def _fits(one: PriceTable, model: str, provider: str | None) -> bool:
    if one.provider is not None and one.provider.casefold() != (provider or "").casefold():
        return False
    return fnmatchcase(model.casefold(), one.model.casefold())


def _dated(one: PriceTable) -> DatedRates:
    return DatedRates(
        TokenRates(
            **{name: _rate(one, name) for name in ("input", "output", *_LIKE)},
            batch=one.batch,
        ),
        one.since,
    )


def _rate(one: PriceTable, name: str) -> Rate:
    tiers = sorted(one.tiers, key=lambda tier: tier.above)
    priced = ((tier.above, _price(tier, name)) for tier in tiers)
    base = _price(one, name)
    return Rate(base or 0.0, tuple(Tier(above, price) for above, price in priced if price is not None))


def _price(one: object, name: str) -> float | None:
    found: float | None = getattr(one, name)
    return getattr(one, _LIKE[name]) if found is None and name in _LIKE else found
