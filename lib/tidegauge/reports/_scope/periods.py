"""Into how many periods a reference is cut: a long one holds several of the current window's length."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from tidegauge.filters import TraceFilter
from tidegauge.queries.sides import Buckets

FEWEST = 4
"""Fewer periods are one: half of two or three is too little to say what is calm."""
MOST = 48
"""More periods are pooled into so many."""


@dataclass(frozen=True)
class Periods:
    """The reference's periods, each `width` long; of the last one only the part `last` lies within the window."""

    width: timedelta
    count: int
    last: float = 1.0

    @property
    def buckets(self) -> Buckets:
        """Time buckets as wide as a period, counted from the start of each window."""
        return Buckets(self.width)

    def lengths(self, unit: timedelta) -> Sequence[float]:
        """Return how long each period is, in units."""
        whole = self.width / unit
        return [*[whole] * (self.count - 1), whole * self.last]


def periods_of(asked: TraceFilter) -> Periods | None:
    """Return the periods of a reference, None where it is one.

    >>> from datetime import datetime
    >>> from tidegauge.filters import Population, Window
    >>> hour = Window(datetime(2026, 11, 20, 12), datetime(2026, 11, 20, 13))
    >>> day = Window(datetime(2026, 11, 19, 12), datetime(2026, 11, 20, 12))
    >>> periods_of(TraceFilter(Population(hour), Population(day)))
    Periods(width=datetime.timedelta(seconds=3600), count=24, last=1.0)
    >>> periods_of(TraceFilter(Population(hour), Population(hour.earlier(hour.length)))) is None
    True
    """
    if asked.reference is None or asked.reference.window.length < FEWEST * asked.current.window.length:
        return None
    length = asked.reference.window.length
    width = max(asked.current.window.length, length / MOST)
    # Buckets are whole seconds.
    width = timedelta(seconds=max(1, round(width.total_seconds())))
    whole, left = divmod(length, width)
    return Periods(width, whole + 1, left / width) if left else Periods(width, whole)
