"""The price list that is kept by others (genai-prices, an extra), in our records."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from tidegauge.prices.rates import DatedRates, ModelPrices, Rate, Tier, TokenRates

if TYPE_CHECKING:
    from genai_prices.types import ConditionalPrice, ModelInfo, ModelPrice, TieredPrices, TimeOfDateConstraint

SOURCE = "list genai-prices"
_BATCH = {"processing": "batch"}


@cache
def listed(model: str, provider: str | None = None, address: str | None = None) -> ModelPrices | None:
    """Return the list prices of a model, or None where the list has none, or is not installed.

    Of a provider that the list does not know, the model's name decides.
    """
    if not model:
        return None
    try:
        from genai_prices.data_snapshot import get_snapshot  # noqa: PLC0415  an extra
    except ImportError:
        return None
    for name in dict.fromkeys((provider, None)):
        try:
            _, found = get_snapshot().find_provider_model(model, None, name, None if name else address)
        except LookupError:
            continue
        return _prices(found)
    return None


def _prices(found: ModelInfo) -> ModelPrices | None:
    every: list[Any] = found.prices if isinstance(found.prices, list) else [found.prices]
    batch = _batch(found)
    dated = [_dated(one, batch) for one in reversed(every)]
    usable = tuple(one for one in dated if one is not None)
    return ModelPrices(found.id, SOURCE, usable) if usable else None


def _dated(one: ModelPrice | ConditionalPrice, batch: float) -> DatedRates | None:
    rates = _rates(_plain(one), batch)
    constraint = getattr(one, "constraint", None)
    if rates is None or constraint is None:
        return DatedRates(rates) if rates else None
    since = getattr(constraint, "start_date", None)
    return DatedRates(rates, since) if since else DatedRates(rates, minutes=_minutes(constraint))


def _plain(one: ModelPrice | ConditionalPrice) -> ModelPrice:
    # Not isinstance: the classes are an extra's, and this file is read without it. A price has no such attribute set.
    conditional: ModelPrice | None = vars(one).get("prices")
    return one if conditional is None else conditional  # type: ignore[return-value]


def _minutes(constraint: TimeOfDateConstraint) -> tuple[int, int]:
    return _minute(constraint.start_time), _minute(constraint.end_time)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _rates(prices: ModelPrice, batch: float) -> TokenRates | None:
    listed_input, output = _rate(prices.input_mtok), _rate(prices.output_mtok)
    if listed_input is None:
        return None  # priced by the hour, the page or the request
    said = output or Rate(0.0)
    return TokenRates(
        input=listed_input,
        cached_input=_rate(prices.cache_read_mtok) or listed_input,
        cache_write=_rate(prices.cache_write_mtok) or listed_input,
        audio_input=_rate(prices.input_audio_mtok) or listed_input,
        output=said,
        reasoning=_rate(getattr(prices, "output_reasoning_mtok", None)) or said,
        audio_output=_rate(prices.output_audio_mtok) or said,
        batch=batch,
    )


def _rate(price: Decimal | TieredPrices | None) -> Rate | None:
    if price is None:
        return None
    if isinstance(price, Decimal):
        return Rate(float(price))
    tiers = sorted(price.tiers, key=lambda tier: tier.start)
    return Rate(float(price.base), tuple(Tier(one.start, float(one.price)) for one in tiers))


def _batch(found: ModelInfo) -> float:
    """Return what the list says that a batch call's input costs, as a share of the usual price; else half."""
    usual = _plain(found.prices[-1] if isinstance(found.prices, list) else found.prices)
    plain = _rate(usual.input_mtok)
    for variant in found.price_variants or ():
        cheaper = _rate(variant.prices.input_mtok) if variant.when == _BATCH else None
        if cheaper is not None and plain is not None and plain.price:
            return cheaper.price / plain.price
    return 0.5
