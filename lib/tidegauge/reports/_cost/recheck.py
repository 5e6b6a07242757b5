"""Why two sums of money for the same calls differ: the plain reasons are tried one by one, and the first that fits is told."""

from collections.abc import Mapping

from tidegauge import formats

SAME = 1e-6
"""Relative difference below which sums of money are the same: costs are recorded to so many digits."""
NEAR = 2e-3
"""Relative difference within which a reason is taken to explain all of it."""


def reason(sums: Mapping[str, float]) -> str:
    """Return why the recorded money `told` is not the list's `relisted`, given the list's money and tokens by kind.

    >>> sums = {"tokens_in": 100, "tokens_cached": 40, "tokens_out": 10, "list_in": 60, "list_cached": 4, "list_out": 80}
    >>> reason({**sums, "told": 180.0, "relisted": 144.0})
    'cached input was billed at the full input price'
    >>> reason({**sums, "told": 144.0, "relisted": 144.0}), reason({**sums, "told": 158.4, "relisted": 144.0})
    ('same prices', 'a price of its own: 1.1 times the list')
    """
    told, listed = sums["told"], sums["relisted"]
    if _near(told, listed, SAME):
        return "same prices"
    if told == 0:
        return "recorded as free"
    parts = sums["list_in"] + sums["list_cached"] + sums["list_out"]
    # The parts are of all calls with tokens: only where those are the recorded ones do they say why.
    explained = _explained(sums) if _near(parts, listed, SAME) else None
    if explained is not None:
        return explained
    return f"a price of its own: {told / listed:.3g} times the list"


def _explained(sums: Mapping[str, float]) -> str | None:
    for text, money in _otherwise(sums).items():
        if _near(sums["told"], money, NEAR):
            return text
    share = _cached_share(sums)
    return None if share is None else f"cached input was billed at {formats.share(share)} of the input price"


def _otherwise(sums: Mapping[str, float]) -> dict[str, float]:
    """Return what the bill would be by each mistake or contract that is common, in words."""
    uncached = sums["tokens_in"] - sums["tokens_cached"]
    rate = sums["list_in"] / uncached if uncached else 0.0
    whole, rest = sums["relisted"], sums["tokens_cached"] * rate
    return {
        "cached input was billed at the full input price": whole - sums["list_cached"] + rest,
        "cached input was counted twice: on top of the input that holds it": whole + rest,
        "cached input was not billed": whole - sums["list_cached"],
        "output was not billed": whole - sums["list_out"],
        "batch prices: half the list": whole / 2,
    }


def _cached_share(sums: Mapping[str, float]) -> float | None:
    """Return the share of the input price that cached tokens would have cost, where it is one that people agree on."""
    uncached = sums["tokens_in"] - sums["tokens_cached"]
    if not uncached or not sums["tokens_cached"] or not sums["list_in"]:
        return None
    full = sums["tokens_cached"] * sums["list_in"] / uncached
    share = (sums["told"] - sums["relisted"] + sums["list_cached"]) / full
    return next((one for one in (0.1, 0.2, 0.25, 0.5, 0.75) if abs(share - one) < 0.02), None)


def _near(one: float, other: float, within: float) -> bool:
    return abs(one - other) <= within * max(abs(one), abs(other), 1e-12)
