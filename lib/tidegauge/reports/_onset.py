"""Since when: the first time bucket after the step of a metric, where there is one."""

from datetime import datetime, timedelta

import numpy as np

from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import SumParts
from tidegauge.queries.sides import CURRENT, Buckets
from tidegauge.reports._gather import Gathered
from tidegauge.reports._sides import Sides
from tidegauge.reports._summary import summarise
from tidegauge.stats import onset as steps

BUCKETS = 168
"""A week in hours: as finely as a window is looked at,"""
FINEST = timedelta(minutes=20)
"""and no finer than this."""


def onset(calls: Gathered, metric: Metric) -> datetime | None:
    """Return when a rate or mean stepped within the current window (UTC), or None if it did not, or was before it."""
    part = calls.parts[metric.name]
    if not isinstance(part, SumParts) or part.root or metric.per or metric.kind not in {"rate", "mean"}:
        return None
    window, reference = calls.asked.current.window, calls.asked.reference
    if reference is not None and reference.window == window:
        return None  # two versions side by side: what began then began for one of them alone
    width = max(window.length / BUCKETS, FINEST)
    series = Sides(summarise(calls.bucketed(Buckets(width)), [metric], ("bucket",)))
    buckets = series.places["bucket"].to_numpy()
    order = np.argsort(buckets)
    n, s = (series.spread(metric.name, CURRENT, name)[order] for name in ("n", "sa"))
    if metric.kind == "rate":
        found = steps.of_proportion(s, n)
    else:
        found = steps.of_mean(n, s, series.spread(metric.name, CURRENT, "saa")[order])
    if found is None:
        return None
    at = window.start + width * int(buckets[order][found.index])
    return at.replace(second=0, microsecond=0)
