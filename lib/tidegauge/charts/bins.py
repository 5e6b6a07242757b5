"""Where the bins of a distribution stand on a chart's axis, and how each is called."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tidegauge import formats
from tidegauge.charts.axis import axis, nice_step
from tidegauge.charts.value_axis import tick_names

UNEVEN = 1.5
"""From this ratio of widths on, bins are drawn side by side: to scale, a wide one would look like many rows."""

MOST_TICKS = 5
_BARE = {"", "share", "ms", "usd", "count", "score"}


@dataclass(frozen=True)
class Bins:
    """m bins: their m + 1 `edges` on the axis, the m `names` for a tooltip, and Plotly's entries for the ticks."""

    edges: tuple[float, ...]
    names: tuple[str, ...]
    ticks: dict[str, Any]

    @property
    def middles(self) -> list[float]:
        """Return the middle of each bin."""
        return [(low + high) / 2 for low, high in pairwise(self.edges)]

    @property
    def widths(self) -> list[float]:
        """Return the width of each bin."""
        return [high - low for low, high in pairwise(self.edges)]


def bins(edges: Sequence[float], unit: str, symbol: str = "$", currency: str = "USD") -> Bins:
    """Return the bins between the `edges`, which are in `unit`; the outer ones may be infinite.

    >>> found = bins([0, 100, 200, 300], "tokens")
    >>> found.edges, found.names[0], found.ticks["ticksuffix"]
    ((0.0, 100.0, 200.0, 300.0), '0 to 100 tokens', ' tokens')
    >>> bins([0, 1, 10, float("inf")], "ms").names
    ('0 ms to 1 ms', '1 ms to 10 ms', 'from 10 ms')
    """
    names = tuple(_name(low, high, unit, currency) for low, high in pairwise(edges))
    widths = [high - low for low, high in pairwise(edges)]
    if all(map(math.isfinite, widths)) and max(widths) <= UNEVEN * min(widths):
        scale = axis([abs(edge) for edge in edges], unit, symbol)
        around = tick_names(scale)
        placed = tuple(edge / scale.divisor for edge in edges)
        step = nice_step((placed[-1] - placed[0]) / MOST_TICKS)
        ticks = {"tick0": 0, "dtick": step, **around, "ticksuffix": around["ticksuffix"] or _words(unit)}
        return Bins(placed, names, ticks)
    return Bins(tuple(map(float, range(len(edges)))), names, _edge_ticks(edges, unit, currency))


def _edge_ticks(edges: Sequence[float], unit: str, currency: str) -> dict[str, Any]:
    places = [place for place, edge in enumerate(edges) if math.isfinite(edge)]
    kept = places[:: max(1, math.ceil(len(places) / MOST_TICKS))]
    return {
        "tickmode": "array",
        "tickvals": kept,
        "ticktext": [formats.value(edges[place], unit, currency) for place in kept],
    }


def _name(low: float, high: float, unit: str, currency: str) -> str:
    first, last = (formats.value(edge, unit, currency) for edge in (low, high))
    if math.isinf(low):
        return f"under {last}{_words(unit)}"
    if math.isinf(high):
        return f"from {first}{_words(unit)}"
    return f"{first} to {last}{_words(unit)}"


def _words(unit: str) -> str:
    return "" if unit in _BARE else f" {unit}"
