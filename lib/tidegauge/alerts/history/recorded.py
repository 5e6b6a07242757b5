"""Whether a metric is recorded, as a share of calls."""

from dataclasses import replace

import sqlalchemy as sa

from tidegauge.alerts.history.records import History
from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import SHARE, SumParts
from tidegauge.stats.alerting.sums import Sums

RECORDED = Metric("recorded", "Recorded", "rate(true)", "share", "none", "rate", 0.01, floor_relative=False)


def recorded(history: History) -> History:
    """Return the share of calls on which a metric is recorded, in the same windows and segments."""
    rows, there = history.rows, history.sums.n
    sums = Sums(rows, there, rows, there, there, rows)
    part = SumParts(sa.true(), sums=SHARE)
    return replace(history, metric=RECORDED, part=part, kind="rate", sums=sums, bins=None)
