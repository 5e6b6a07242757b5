"""How many calls with a metric a window has: which windows and which segments a rule can be about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from tidegauge.alerts.history.grid import DAY
from tidegauge.alerts.history.read import Wanted, history
from tidegauge.alerts.windows import EPOCH
from tidegauge.filters import Condition
from tidegauge.metrics.metric import Metric
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.stats.estimate import Floats

WIDTHS = tuple(timedelta(minutes=minutes) for minutes in (15, 60, 240, 1_440))
"""Windows that a rule is offered, the narrowest first."""
DAYS = 14
"""Whole days at the end of the store whose calls are counted."""


@dataclass(frozen=True)
class Volume:
    """The median calls of a day with a metric in each segment, most first; `by` are the dimensions."""

    by: tuple[str, ...]
    daily: Floats

    def enough(self, width: timedelta, least: int) -> int:
        """Return how many segments have at least so many calls in a window of this width."""
        return int(np.count_nonzero(self.daily * (width / DAY) >= least))

    def covered(self, width: timedelta, least: int) -> float:
        """Return the share of all calls that lie in such segments."""
        inside = self.daily[self.daily * (width / DAY) >= least].sum()
        return float(inside / max(self.daily.sum(), 1.0))


def volume(
    source: Source, settings: Settings, metric: Metric, by: Sequence[str], where: Sequence[Condition] = ()
) -> Volume:
    """Return how many calls with a metric a day has, in each segment of those that a filter keeps."""
    newest = source.store.catalog().newest
    if newest is None:
        return Volume(tuple(by), np.zeros(0))
    last = EPOCH + (newest - EPOCH) // DAY * DAY
    ends = [last - DAY * number for number in reversed(range(DAYS))]
    found = history(source, settings, Wanted(metric, tuple(where), tuple(by), ends, DAY))
    if found is None:
        return Volume(tuple(by), np.zeros(0))
    days = found.sums.n[found.grid.asked]
    return Volume(tuple(by), np.sort(np.median(days, axis=0))[::-1])
