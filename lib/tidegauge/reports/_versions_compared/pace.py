"""How many calls a day each side gets now, and the days until there are enough."""

from dataclasses import dataclass

import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.queries.sides import CURRENT, DAY, EPOCH, REFERENCE
from tidegauge.queries.texts import row_counts
from tidegauge.reports.source import Source

LATEST = 3
"""Days, the last ones that are over, whose mean is called today's traffic."""
MOST_DAYS = 3650.0
_HALVINGS = 50


@dataclass(frozen=True)
class Pace:
    """Calls a day of A and of B at today's traffic, and the first and last day (since 1970) that either was seen."""

    a: float = 0.0
    b: float = 0.0
    seen_a: tuple[int, int] | None = None
    seen_b: tuple[int, int] | None = None

    @property
    def together(self) -> bool:
        """Whether both were live on more than the day on which one took over from the other."""
        if self.seen_a is None or self.seen_b is None:
            return True
        shared = min(self.seen_a[1], self.seen_b[1]) - max(self.seen_a[0], self.seen_b[0]) + 1
        shorter = min(last - first + 1 for first, last in (self.seen_a, self.seen_b))
        return shared >= min(shorter, 2)


def pace(source: Source, asked: TraceFilter) -> Pace:
    """Return the pace of both sides of a filter."""
    frame = source.store.read(row_counts(source.rows(asked), asked, daily=True))
    last = source.store.catalog().newest or asked.current.window.end
    today = int((min(last, asked.current.window.end) - EPOCH).total_seconds()) // DAY
    a, b = (frame.filter(pl.col("side") == side) for side in (REFERENCE, CURRENT))
    return Pace(_rate(a, today), _rate(b, today), _seen(a), _seen(b))


def _rate(days: pl.DataFrame, today: int) -> float:
    """Return the calls a day of the last whole days; of a side that began today, those of today."""
    whole = days.filter(pl.col("day").is_between(today - LATEST, today - 1))
    if whole.height:
        return float(whole["n"].sum() / (today - min(whole["day"].to_list())))
    return float(days.filter(pl.col("day") == today)["n"].sum())


def _seen(days: pl.DataFrame) -> tuple[int, int] | None:
    found = days["day"].to_list()
    return (min(found), max(found)) if found else None


def days_for(times: float, n_a: int, n_b: int, now: Pace, coverage: float) -> float | None:
    """Return the days until the difference is as exact as `times` as many rows of both make it; None if never.

    One side may have ended: then the other's rows alone have to do it.

    >>> round(days_for(2, 1000, 1000, Pace(100, 100), 1.0), 1), days_for(3, 1000, 1000, Pace(0, 100), 1.0)
    (10.0, None)
    """
    wanted = (1 / n_a + 1 / n_b) / times if min(n_a, n_b) else 0.0

    def enough(days: float) -> bool:
        after_a, after_b = n_a + now.a * coverage * days, n_b + now.b * coverage * days
        return min(after_a, after_b) > 0 and 1 / after_a + 1 / after_b <= wanted

    if not wanted or not enough(MOST_DAYS):
        return None
    low, high = 0.0, MOST_DAYS
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
