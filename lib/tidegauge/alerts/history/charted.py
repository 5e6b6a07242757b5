"""Windows in which a metric's control chart signals: an EWMA of how far it lies from what is usual."""

import numpy as np

from tidegauge.alerts.history.estimates import estimates
from tidegauge.alerts.history.expected import expected
from tidegauge.alerts.history.judged import Flags, Judged, away, floor, reference_of
from tidegauge.alerts.history.records import History
from tidegauge.settings_alerts import RuleTable
from tidegauge.stats.alerting.smoothed import smoothed, width
from tidegauge.stats.estimate import Floats
from tidegauge.stats.spc.methods.ewma import WEIGHT

MEMORY = 60
"""Windows that are read before the first one: of what came before them 0.2% is left in the average."""
FARTHEST = 3.0
"""A window counts for no more standard errors than this: what is slow shows in many, and one far out is for other rules."""
REMEMBERED = round((2 - WEIGHT) / WEIGHT)
"""As many windows vary as little as the average of a chart with this weight."""


def signalled(history: History, table: RuleTable, firings: float) -> Judged:
    """Return in which windows the chart signals; all windows of the grid are asked about, of which the first only warm it up.

    Its limits lie where the installation's false pages ask, and what its average says must matter by the metric's floor.
    """
    held = expected(history, "baseline", REMEMBERED)
    now = history.sums.map(lambda one: one[history.grid.asked])
    # Of a total the usual rows decide: an average over busy windows alone would lie above what is usual.
    n = held.rows if history.kind == "total" else now.n
    n_reference = held.usual.n * held.rows if history.kind == "total" else held.usual.n
    known = (n >= table.minimum_n) & (n_reference >= table.minimum_n) & np.isfinite(held.usual.level)
    with np.errstate(divide="ignore", invalid="ignore"):
        off = (now.a - held.usual.level * now.b) / now.b
        error = np.sqrt(held.usual.variance * held.dispersion / now.b)
        # What is usual is not known exactly either, and is off by the same in every window.
        unsure = np.nan_to_num(now.b / held.usual.n)
        z = np.clip(np.where(known & (error > 0), off / error, np.nan), -FARTHEST, FARTHEST)
    level, sigma = smoothed(z)
    value = estimates(history, known)
    reference = reference_of(history, held.usual.level, now)
    # The average of the deviations themselves, weighted as the chart weighs windows.
    shift = smoothed(np.where(np.isnan(z), np.nan, value.value - reference))[0]
    signs, moved = (away(one, np.zeros_like(one), history.metric, table.direction) for one in (level, shift))
    limit = _limit(known, firings)[:, None] * np.sqrt(sigma**2 + unsure)
    with np.errstate(invalid="ignore"):
        out = (signs > limit) & (moved >= floor(history.metric, reference))
        clear = ~(signs > limit / 2)
    return Judged(value, reference, n_reference, np.full(z.shape, np.nan), ~np.isnan(z), out, clear)


def _limit(known: Flags, firings: float) -> Floats:
    """Return the limits of each window in standard deviations: the more segments are charted, the wider."""
    counts, where = np.unique(known.sum(axis=1), return_inverse=True)
    return np.array([width(max(int(count), 1) / firings) for count in counts])[where]
