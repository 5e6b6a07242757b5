"""What a model's tokens cost: a rate for each kind of tokens, with tiers, from a day on."""

from dataclasses import dataclass
from datetime import date

PER = 1_000_000
"""Prices are told for a million tokens."""


@dataclass(frozen=True)
class Tier:
    """The price of all tokens of a call with more than `above` input tokens."""

    above: int
    price: float


@dataclass(frozen=True)
class Rate:
    """US dollars a million tokens of one kind; of several tiers the highest that a call is above counts for all of it.

    >>> Rate(3.0, (Tier(200_000, 6.0),)).at(200_000), Rate(3.0, (Tier(200_000, 6.0),)).at(200_001)
    (3.0, 6.0)
    """

    price: float
    tiers: tuple[Tier, ...] = ()

    def at(self, input_tokens: float) -> float:
        """Return the price in a call of so many input tokens."""
        reached = [tier.price for tier in self.tiers if input_tokens > tier.above]
        return reached[-1] if reached else self.price


@dataclass(frozen=True)
class TokenRates:
    """A rate for every kind of tokens; a kind without a price of its own has that of its like.

    `batch` is what the price of a batch call is multiplied by.
    """

    input: Rate
    cached_input: Rate
    cache_write: Rate
    audio_input: Rate
    output: Rate
    reasoning: Rate
    audio_output: Rate
    batch: float = 0.5


@dataclass(frozen=True)
class DatedRates:
    """Rates from the day `since` (UTC) on, of all time where it is None; `minutes` of the UTC day, where they are for some.

    The end of `minutes` is not included; where it is before the start, they are those of the night.
    """

    rates: TokenRates
    since: date | None = None
    minutes: tuple[int, int] | None = None


@dataclass(frozen=True)
class ModelPrices:
    """All prices of one model, the later ones before the earlier: the first that holds counts, else the last.

    `source` is where they are from, in words.
    """

    name: str
    source: str
    dated: tuple[DatedRates, ...]

    def on(self, day: date) -> TokenRates:
        """Return the rates of a day; of prices for hours of the day, those of the other hours."""
        held = (one for one in self.dated if one.minutes is None and (one.since is None or one.since <= day))
        return next(held, self.dated[-1]).rates
