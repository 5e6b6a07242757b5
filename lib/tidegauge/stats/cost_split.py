"""Why a bill changed: volume, mix, tokens per call, price and cache share, whose parts sum to the whole (Shapley)."""

from dataclasses import dataclass, replace
from itertools import combinations
from math import factorial, fsum

import numpy as np

from tidegauge.stats.estimate import Floats

FACTORS = ("volume", "mix", "tokens", "price", "cache")
"""Calls in all; the groups' shares of them; tokens per call of each group; their prices; the share of input from a cache."""


@dataclass(frozen=True, eq=False)
class Traffic:
    """What groups of calls used and paid, arrays of shape (k,), the same groups in the same order on both sides.

    `calls` counts them; `input`, `cached` and `output` are tokens, `cached` a part of `input`; prices are money a token.
    A group without calls has no tokens and no prices, and tokens that were not used have no price: those numbers are not
    looked at.
    """

    calls: Floats
    input: Floats
    cached: Floats
    output: Floats
    price_input: Floats
    price_cached: Floats
    price_output: Floats

    @property
    def cost(self) -> float:
        """Calls times tokens times prices, added up."""
        return fsum(self._money().tolist())

    def _money(self) -> Floats:
        read = (self.input - self.cached) * self.price_input + self.cached * self.price_cached
        money = read + self.output * self.price_output
        return np.where(self.calls > 0, money, 0.0)


@dataclass(frozen=True)
class Split:
    """What each factor did to the cost, in money: together `current - reference`."""

    reference: float
    current: float
    volume: float
    mix: float
    tokens: float
    price: float
    cache: float

    @property
    def total(self) -> float:
        """The whole change."""
        return self.current - self.reference


def split(reference: Traffic, current: Traffic) -> Split:
    """Return the change of cost from `reference` to `current`, shared among the factors by their Shapley values.

    Each factor gets the mean of what it adds over all 120 orders in which the five could have moved, so that no order is
    preferred and nothing is left over. A group that is on one side alone has no tokens per call, price or cache share to
    compare: there it counts as traffic that came or went, which is volume and mix. Prefer a regression where factors are
    noisy estimates; here they are counted, and the identity is exact.

    Parameters
    ----------
    reference, current : the same k groups on both sides, in the same order.

    Examples
    --------
    Twice the calls of one model at the same price; then a price that doubled at the same calls:

    >>> one = Traffic(*(np.array([x]) for x in (100.0, 1000.0, 0.0, 100.0, 0.001, 0.0001, 0.003)))
    >>> more = replace(one, calls=one.calls * 2, input=one.input * 2, output=one.output * 2)
    >>> found = split(one, more)
    >>> round(found.volume, 9), round(found.price, 9), round(found.total, 9)
    (1.3, 0.0, 1.3)
    >>> dearer = replace(one, price_input=one.price_input * 2, price_output=one.price_output * 2)
    >>> round(split(one, dearer).price, 9)
    1.3

    References
    ----------
    Shapley, L. S. (1953). A value for n-person games. Sun, J. W. (1998). Changes in energy consumption and energy
    intensity: a complete decomposition model. Energy Economics 20, 85-100. Ang, B. W. (2004). Decomposition analysis for
    policymaking in energy: which is the preferred method? Energy Policy 32, 1131-1139 (the perfect decompositions).
    """
    before, after = _factors(reference), _factors(current)
    before, after = _filled(before, after), _filled(after, before)
    worth = {moved: _cost(before, after, moved) for moved in _subsets(FACTORS)}
    parts = {name: _shapley(name, worth) for name in FACTORS}
    return Split(reference.cost, current.cost, **parts)


@dataclass(frozen=True, eq=False)
class _Factors:
    volume: float
    mix: Floats
    tokens: tuple[Floats, Floats]
    price: tuple[Floats, Floats, Floats]
    cache: Floats
    there: np.ndarray


def _factors(one: Traffic) -> _Factors:
    volume, there = fsum(one.calls.tolist()), one.calls > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        mix = np.where(there, one.calls / volume, 0.0) if volume else np.zeros(len(one.calls))
        tokens = tuple(np.where(there, count / one.calls, 0.0) for count in (one.input, one.output))
        cache = np.where(there & (one.input > 0), one.cached / one.input, 0.0)
    bought = (one.input - one.cached, one.cached, one.output)
    rates = (one.price_input, one.price_cached, one.price_output)
    # What was not bought has no price: nobody can say that it changed.
    price = tuple(
        np.where(there & (count > 0), rate, np.nan) for count, rate in zip(bought, rates, strict=True)
    )
    return _Factors(volume, mix, (tokens[0], tokens[1]), (price[0], price[1], price[2]), cache, there)


def _filled(one: _Factors, other: _Factors) -> _Factors:
    """Give groups that are not there the other side's tokens, prices and cache share: then those did not move."""
    there = one.there

    def of(mine: Floats, theirs: Floats) -> Floats:
        return np.where(there, mine, theirs)

    return replace(
        one,
        # Without any call there is no mix either: all of the change is volume.
        mix=one.mix if one.volume else other.mix,
        tokens=(of(one.tokens[0], other.tokens[0]), of(one.tokens[1], other.tokens[1])),
        price=tuple(_known(mine, theirs) for mine, theirs in zip(one.price, other.price, strict=True)),  # type: ignore[arg-type]
        cache=of(one.cache, other.cache),
    )


def _known(mine: Floats, theirs: Floats) -> Floats:
    return np.nan_to_num(np.where(np.isnan(mine), theirs, mine))


def _subsets(names: tuple[str, ...]) -> list[frozenset[str]]:
    return [frozenset(some) for size in range(len(names) + 1) for some in combinations(names, size)]


def _cost(before: _Factors, after: _Factors, moved: frozenset[str]) -> float:
    """Return the cost with the factors in `moved` as they are after, the others as before."""

    def of(name: str) -> _Factors:
        return after if name in moved else before

    tokens_in, tokens_out = of("tokens").tokens
    price_in, price_cached, price_out = of("price").price
    cache = of("cache").cache
    a_call = tokens_in * ((1 - cache) * price_in + cache * price_cached) + tokens_out * price_out
    return fsum((of("volume").volume * of("mix").mix * a_call).tolist())


def _shapley(name: str, worth: dict[frozenset[str], float]) -> float:
    others, n = [one for one in FACTORS if one != name], len(FACTORS)
    return fsum(
        factorial(len(some))
        * factorial(n - 1 - len(some))
        / factorial(n)
        * (worth[some | {name}] - worth[some])
        for some in _subsets(tuple(others))
    )
