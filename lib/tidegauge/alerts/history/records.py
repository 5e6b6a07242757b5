"""A metric in every window of every segment."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from tidegauge.alerts.history.grid import Grid
from tidegauge.alerts.records import Segment
from tidegauge.filters import Window
from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import Parts
from tidegauge.stats.alerting.sums import Sums
from tidegauge.stats.estimate import Floats

Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Bins:
    """The histograms of a quantile, an entry a bucket of values: its window, its segment, its rows and ends."""

    window: Places
    segment: Places
    bin: Places
    n: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, eq=False)
class History:
    """Arrays of shape (windows of the grid, segments).

    `rows` counts the calls, `total` those of the whole traffic in each window, the rule's filter aside. `bins` are
    there of a quantile, whose `sums` are then the share of calls above what its baseline was. `left_out` counts
    the segments that are too many.
    """

    metric: Metric
    part: Parts
    kind: str
    grid: Grid
    usual: Window
    segments: tuple[Segment, ...]
    rows: Floats
    total: Floats
    sums: Sums
    bins: Bins | None = None
    left_out: int = 0
    first: datetime | None = None
