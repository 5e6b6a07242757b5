"""What can happen inside of the buckets, where only counts and sums are known."""

from dataclasses import dataclass

import numpy as np

from tidegauge.stats.drift._bounded import Bounded
from tidegauge.stats.drift._moments import EPSILON
from tidegauge.stats.drift._pair import NumberPair
from tidegauge.stats.estimate import Floats


@dataclass(frozen=True, eq=False)
class Inside:
    """The k buckets that have a width, all arrays of shape (k,); none where the summary is of values.

    `place` is their index among the steps, `before` reference minus current (shares of rows) at their lower edge,
    `reference` and `current` the shares of rows in them. `..._above` is the mean over all rows of the window of what
    is between the value and the upper edge, so that width x before + reference_above - current_above is the
    integral of the difference of the two distribution functions over the bucket: it needs no more than the sums.
    `blur` bounds the rounding of that, and `spread` continues the one of `Between`.
    """

    place: np.ndarray[tuple[int], np.dtype[np.intp]]
    width: Floats
    before: Floats
    reference: Floats
    current: Floats
    reference_above: Floats
    current_above: Floats
    blur: float
    spread: float

    def widest_gap(self) -> float:
        """Return the largest absolute difference that the two functions can have inside of any bucket."""
        highest = np.maximum(np.abs(self.before + self.reference), np.abs(self.before - self.current))
        return float(highest.max(initial=0.0))

    def area(self) -> Bounded:
        """Return the area between the two functions inside of all buckets.

        Where the difference keeps its sign it is known. Where it may cross 0 the net area is the lower limit and taken
        for the value; the upper limit is the least of: the two rises and the offset apart, the same seen from the upper edge, and the
        largest difference throughout.
        """
        net = np.abs(self.width * self.before + self.reference_above - self.current_above)
        highest, lowest = self.before + self.reference, self.before - self.current
        after = highest - self.current
        rising = np.abs(self.before) * self.width + self.reference_above + self.current_above
        below = (self.reference + self.current) * self.width - self.reference_above - self.current_above
        falling = np.abs(after) * self.width + below
        widest = self.width * np.maximum(np.abs(highest), np.abs(lowest))
        most = np.minimum(np.minimum(rising, falling), widest)
        crosses = (highest > 0) & (lowest < 0)
        upper = np.where(crosses, np.maximum(net, most), net)
        value = float(net.sum())
        return Bounded(value, max(value - self.blur, 0.0), float(upper.sum()) + self.blur)

    def squared_area(self) -> Bounded:
        """Return the integral of the squared difference inside of all buckets.

        The least, taken for the value, is that of a constant difference (Jensen). The most: while both rise, a difference that keeps between
        two limits and has this mean is furthest from constant where it jumps from one to the other.
        """
        net = (self.width * self.before + self.reference_above - self.current_above) / self.width
        highest, lowest = self.before + self.reference, self.before - self.current
        net = np.clip(net, lowest, highest)
        spread = (highest - net) * (net - lowest)
        value = float((self.width * net**2).sum())
        return Bounded(value, value, value + float((self.width * spread).sum()))


def inside(pair: NumberPair, reference: Floats, current: Floats) -> Inside:
    """Return the buckets of `pair` with a width, given its cumulated rows."""
    place = np.flatnonzero(pair.upper > pair.lower)
    n, m = reference[-1], current[-1]
    width, top = (pair.upper - pair.lower)[place], pair.upper[place]
    first, second = pair.reference[place] / n, pair.current[place] / m
    before = (reference[place] / n - first) - (current[place] / m - second)
    # Clipped, because far from 0 the sums are too coarse to say where in a narrow bucket the values are.
    first_above = np.clip(first * top - pair.reference_sum[place] / n, 0, first * width)
    second_above = np.clip(second * top - pair.current_sum[place] / m, 0, second * width)
    coarse = 4 * EPSILON * np.sqrt(max(n, m)) * np.abs(top)
    blur = float(((first + second) * np.minimum(coarse, width)).sum())
    upto = (reference + current)[place] / (n + m)
    below = upto - (pair.reference + pair.current)[place] / (n + m)
    heights = (np.sqrt(np.maximum(share * (1 - share), 0)) for share in (below, upto))
    spread = float(np.dot(width, sum(heights, start=np.zeros(1))) / 2)
    return Inside(place, width, before, first, second, first_above, second_above, blur, spread)
