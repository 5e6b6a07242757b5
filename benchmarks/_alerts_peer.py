"""What is usually done: a window is breached where it lies three standard errors from the baseline's mean."""

import numpy as np

from tidegauge.alerts.conditions._condition import Asked
from tidegauge.alerts.conditions._history import history_of
from tidegauge.alerts.history.estimates import estimates
from tidegauge.alerts.history.judged import away, floor
from tidegauge.stats.estimate import Floats

SIGMAS = 3.0


def three_sigma(asked: Asked, *, breaches: int, of: int) -> int:
    """Return how often such a rule would have fired anew, segment by segment, with `breaches` of the last `of` windows.

    Rows are taken as independent, and all hours of the baseline as alike; the metric's floor holds, as for our own rules.
    """
    history, table = history_of(asked), asked.rule.table
    assert history is not None
    grid, sums = history.grid, history.sums
    if history.kind == "quantile":
        return 0
    now = sums.map(lambda one: one[grid.asked])
    whole = sums.map(lambda one: one[grid.usual]).whole
    with np.errstate(divide="ignore", invalid="ignore"):
        level = whole.a / whole.b
        if history.kind == "total":
            z, reference = (now.a - level * now.b) / sums.a[grid.usual].std(axis=0), level * now.b
        else:
            z = (now.a - level * now.b) / np.sqrt(now.b * whole.spread(level) * whole.n / whole.b)
            reference = np.broadcast_to(level, now.a.shape)
    known = now.n >= table.minimum_n
    off = away(estimates(history, known).value, reference, history.metric, table.direction)
    far = away(z, np.zeros_like(z), history.metric, table.direction)
    with np.errstate(invalid="ignore"):
        return _new(known & (far > SIGMAS) & (off >= floor(history.metric, reference)), breaches, of)


def _new(breached: Floats, breaches: int, of: int) -> int:
    padded = np.vstack([np.zeros((of, breached.shape[1])), np.cumsum(breached, axis=0)])
    fires = np.vstack([np.zeros((1, breached.shape[1])), padded[of:] - padded[:-of] >= breaches])
    return int(np.count_nonzero((fires[1:] == 1) & (fires[:-1] == 0)))
