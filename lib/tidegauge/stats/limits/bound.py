"""How far a number lies beyond its limit, and what can be said of that."""

from dataclasses import dataclass
from math import isnan


@dataclass(frozen=True)
class Bound:
    """The excess over a limit, in the unit of the number: above 0 is beyond. nan where there is none.

    `low` and `high` hold the true excess; `p_value` is one-sided, against "it keeps the limit".
    """

    value: float
    low: float
    high: float
    p_value: float

    @property
    def within(self) -> bool:
        """Whether all that can be true keeps the limit."""
        return self.high <= 0

    @property
    def beyond(self) -> bool:
        """Whether all that can be true is beyond it."""
        return self.low > 0

    @property
    def known(self) -> bool:
        """Whether anything can be said.

        >>> NOTHING.known, Bound(0.1, -0.1, 0.3, 0.4).known
        (False, True)
        """
        return not isnan(self.value)


NOTHING = Bound(float("nan"), float("-inf"), float("inf"), 1.0)
"""Of no rows at all: everything can be true."""
