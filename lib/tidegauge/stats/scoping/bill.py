"""What looking at many segments costs: how many standard errors one must be away to be more than luck."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from tidegauge.stats.estimate import Floats
from tidegauge.stats.scoping.leaves import Places


@dataclass(frozen=True, eq=False)
class Bars:
    """`by_order` holds the standard errors that a segment of 1, 2, ... attributes must pass, `searched` how many there are."""

    by_order: Floats
    searched: int

    @property
    def highest(self) -> float:
        """The bar that is taken off every excess before segments are compared, or parents would be favoured."""
        return float(self.by_order.max(initial=0.0))

    def of(self, order: Places) -> Floats:
        """Return the bar of segments with so many attributes."""
        return np.asarray(self.by_order[order - 1])


def bars(visited: tuple[int, ...], alpha: float) -> Bars:
    """Return the bars when so many segments of each order are looked at: Bonferroni, alpha in equal parts to the orders.

    >>> bars((10, 100), 0.05).by_order.round(2).tolist()
    [3.02, 3.66]
    """
    each = alpha / (2 * max(len(visited), 1) * np.maximum(np.array(visited, dtype=np.float64), 1))
    return Bars(np.asarray(-special.ndtri(each)), sum(visited))
