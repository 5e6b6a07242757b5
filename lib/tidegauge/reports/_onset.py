"""Since when: the first time bucket after the step of a metric, where there is one."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import SumParts
from tidegauge.queries.sides import CURRENT, Buckets
from tidegauge.reports._summary import summarise
from tidegauge.reports.source import Source
from tidegauge.stats import onset as steps

FINEST = timedelta(minutes=20)


def onset(source: Source, asked: TraceFilter, metric: Metric) -> datetime | None:
    """Return when a rate or mean stepped within the current window (UTC), or None if it did not, or was before it."""
    if metric.kind not in {"rate", "mean"} or metric.per:
        return None
    width = max(asked.current.window.length / 168, FINEST)
    summary = summarise(source, asked, [metric], (), Buckets(width))
    part = summary.parts[metric.name]
    if not isinstance(part, SumParts) or part.root:
        return None
    frame = summary.statistics[metric.name].filter(pl.col("side") == CURRENT).sort("bucket")
    n, s, *squares = (frame[name].fill_null(0).to_numpy().astype(np.float64) for name in part.sums)
    found = steps.of_mean(n, s, *squares) if squares else steps.of_proportion(s, n)
    if found is None:
        return None
    at = asked.current.window.start + width * int(frame["bucket"][found.index])
    return at.replace(second=0, microsecond=0)
