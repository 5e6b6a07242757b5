"""A number that is known to lie between two limits."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Bounded:
    """A value, and the limits that the value without binning cannot leave."""

    value: float
    low: float
    high: float

    @property
    def error(self) -> float:
        """The farther of the two limits: inf where there is none, nan where the value is not known."""
        return max(self.high - self.value, self.value - self.low, 0.0)

    def plus(self, other: "Bounded") -> "Bounded":
        """Return the sum of both.

        >>> Bounded(4.0, 3.0, 6.0).plus(Bounded(2.0, 1.0, 3.0))
        Bounded(value=6.0, low=4.0, high=9.0)
        """
        return Bounded(self.value + other.value, self.low + other.low, self.high + other.high)

    def root(self) -> "Bounded":
        """Return the square root of it.

        >>> Bounded(4.0, 1.0, 16.0).root()
        Bounded(value=2.0, low=1.0, high=4.0)
        """
        return Bounded(*(float(np.sqrt(max(x, 0.0))) for x in (self.value, self.low, self.high)))

    def over(self, other: "Bounded") -> "Bounded":
        """Return it divided by `other`, both not negative: 0 / 0 is nan, and so is anything else / 0.

        >>> Bounded(4.0, 3.0, 6.0).over(Bounded(2.0, 1.0, 3.0))
        Bounded(value=2.0, low=1.0, high=6.0)
        """
        if not other.value > 0:
            return UNKNOWN
        high = self.high / other.low if other.low > 0 else np.inf
        return Bounded(self.value / other.value, self.low / other.high, float(high))


UNKNOWN = Bounded(np.nan, np.nan, np.nan)


def exactly(value: float) -> Bounded:
    """Return a value without error.

    >>> exactly(2.0).error
    0.0
    """
    return Bounded(value, value, value)
