"""The figures of the page: ratios of two sums over calls, as far as a store records what they are made of."""

from collections.abc import Mapping
from dataclasses import dataclass

from tidegauge.queries.business import CALLS, DECIDED, REFUSED
from tidegauge.reports._business.roles import OWN

FLOOR = 0.03
"""The smallest change that matters, as a share of the number before."""
THOUSAND = 1000.0


@dataclass(frozen=True)
class RatioOf:
    """A figure: sum of `top` over sum of `bottom`, times `scale`. `good` is higher, lower or none; `per` says of what, in words."""

    name: str
    label: str
    top: str
    bottom: str
    unit: str
    good: str
    per: str
    scale: float = 1.0


_SHARES = (
    ("ctr", "Click-through rate", "clicks", ("impressions", CALLS), "higher"),
    ("conversion", "Conversion", "conversions", ("clicks", "impressions", CALLS), "higher"),
    ("rejected", "Rejected", "rejected", ("impressions", CALLS), "lower"),
    ("fraud", "Fraud", "fraud", ("conversions", CALLS), "lower"),
)
_MONEY = (
    ("cpa", "Cost per acquisition", "spend", "conversions", "usd", "lower"),
    ("roas", "Return on ad spend", "revenue", "spend", "", "higher"),
)


def measures_of(roles: Mapping[str, str], *, decided: bool) -> tuple[RatioOf, ...]:
    """Return the figures that the roles allow; `decided` says that the store records decisions.

    >>> [one.name for one in measures_of({"impressions": "i", "clicks": "c", "revenue": "r"}, decided=True)]
    ['ctr', 'rejected', 'revenue_per_1000']
    """
    found = []
    for name, label, top, bottoms, good in _SHARES:
        bottom = next((one for one in bottoms if one in roles or one == CALLS), CALLS)
        if top in roles:
            found.append(RatioOf(name, label, top, bottom, "share", good, f"of {bottom}"))
        elif name == "rejected" and decided:
            found.append(RatioOf(name, label, REFUSED, DECIDED, "share", good, "of decisions"))
    for name, label, top, bottom, unit, good in _MONEY:
        if top in roles and bottom in roles:
            found.append(RatioOf(name, label, top, bottom, unit, good, f"{top} / {bottom}"))
    if "revenue" in roles:
        label = "Revenue per 1,000 calls"
        found.append(RatioOf("revenue_per_1000", label, "revenue", CALLS, "usd", "higher", "", THOUSAND))
    for role, name in roles.items():
        if role.startswith(OWN):
            found.append(RatioOf(name, f"{name} per 1,000 calls", role, CALLS, "", "none", "", THOUSAND))
    order = {name: place for place, name in enumerate(_ORDER)}
    return tuple(sorted(found, key=lambda one: order.get(one.name, len(order))))


_ORDER = ("ctr", "conversion", "cpa", "roas", "rejected", "fraud", "revenue_per_1000")
_LEADING = ("conversion", "revenue_per_1000", "ctr", "roas", "cpa", "rejected", "fraud")


def leading(measures: tuple[RatioOf, ...], wished: str | None) -> RatioOf:
    """Return the figure that versions, segments and the random slice are shown by."""
    by_name = {one.name: one for one in measures}
    names = [*([wished] if wished else []), *_LEADING]
    return next((by_name[name] for name in names if name in by_name), measures[0])


def worth(roles: Mapping[str, str]) -> RatioOf | None:
    """Return what a call brings: revenue where it is recorded, else conversions, else clicks."""
    top = next((role for role in ("revenue", "conversions", "clicks") if role in roles), None)
    if top is None:
        return None
    unit = "usd" if top == "revenue" else "count"
    return RatioOf(f"{top}_a_call", top.capitalize(), top, CALLS, unit, "higher", "a call")


def products(measures: tuple[RatioOf, ...]) -> tuple[tuple[str, str], ...]:
    """Return the pairs of sums whose products the figures' intervals are made of."""
    pairs = [
        pair
        for one in measures
        for pair in ((one.top, one.top), (one.top, one.bottom), (one.bottom, one.bottom))
    ]
    return tuple(dict.fromkeys(pairs))
