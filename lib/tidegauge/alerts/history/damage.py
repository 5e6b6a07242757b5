"""How bad a change is: the share of all calls that is wrong beyond what is usual, and how far quality fell."""

import numpy as np

from tidegauge.metrics.metric import Metric
from tidegauge.stats.estimate import Floats


def wrong(metric: Metric, value: Floats, reference: Floats, share: Floats) -> Floats:
    """Return the share of all calls that is wrong beyond what is usual; nan where the metric is no share of calls.

    `share` is that of the calls on which it was recorded, among all.
    """
    if metric.unit != "share" or metric.kind != "rate" or metric.direction == "none":
        return np.full(value.shape, np.nan)
    worse = value - reference if metric.direction == "lower" else reference - value
    return np.asarray(np.maximum(share * worse, 0))


def fallen(metric: Metric, value: Floats, reference: Floats) -> Floats:
    """Return how far quality fell, as a share of what it was; nan where the metric has no good direction.

    Of a share that is better low, quality is the rest of the calls; of any other number that is better low, its
    inverse: twice the latency is half as good.

    >>> one = np.array([0.29]), np.array([0.01])
    >>> round(float(fallen(Metric("e", "E", "rate(a)", "share", "lower", "rate"), *one)[0]), 3)
    0.283
    >>> fallen(Metric("l", "L", "p95(a)", "ms", "lower", "quantile"), np.array([2000.0]), np.array([1000.0])).tolist()
    [0.5]
    """
    if metric.direction == "none":
        return np.full(value.shape, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        if metric.direction == "higher":
            fell = (reference - value) / reference
        elif metric.unit == "share":
            fell = (value - reference) / (1 - reference)
        else:
            fell = 1 - reference / value
    return np.asarray(np.where(np.isfinite(fell), np.maximum(fell, 0), np.nan))
