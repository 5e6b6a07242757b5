"""Windows that lie beyond a fixed value, by more than chance."""

import numpy as np
from scipy import special

from tidegauge.alerts.history.estimates import estimates
from tidegauge.alerts.history.judged import Judged
from tidegauge.alerts.history.levels import breached
from tidegauge.alerts.history.records import History
from tidegauge.settings_alerts import RuleTable
from tidegauge.stats.alerting import surprise
from tidegauge.stats.alerting.usual import Usual
from tidegauge.stats.estimate import Estimate, Floats
from tidegauge.stats.normal import critical


def beyond(history: History, table: RuleTable, firings: float) -> Judged:
    """Return which windows of which segments lie above or below the values of a rule.

    A share of few calls is above 2% by chance again and again: it counts where a true share of 2% would give it
    as rarely as the installation's false pages ask. A total is what it is.
    """
    n = history.sums.n[history.grid.asked]
    known = n >= table.minimum_n
    value = estimates(history, known)
    known &= ~np.isnan(value.value)
    sides = [
        (limit, sign, _chance(history, value, limit, sign))
        for limit, sign in ((table.above, 1), (table.below, -1))
        if limit is not None
    ]
    p_value = np.fmin.reduce([one for *_, one in sides])
    reference = np.full(n.shape, sides[0][0])
    off, clear = np.full(n.shape, -np.inf), np.ones(n.shape, dtype=bool)
    for limit, sign, _ in sides:
        own = sign * (value.value - limit)
        reference = np.where(own > off, limit, reference)
        off = np.fmax(off, own)
        clear &= ~(sign * (value.value - (limit if table.clear is None else table.clear)) > 0)
    found = (off > 0) & (known if history.kind == "total" else breached(p_value, known, table, firings))
    behind = np.zeros(n.shape)
    return Judged(value, reference, behind, p_value, known, found, clear)


def _chance(history: History, value: Estimate, limit: float, sign: int) -> Floats:
    now = history.sums.map(lambda one: one[history.grid.asked])
    if history.kind == "rate":
        exactly = Usual(*(np.full(now.n.shape, one) for one in (np.clip(limit, 0, 1), np.inf, 0.0)))
        high, low = surprise.of_rate(now, exactly, np.ones(now.n.shape[1]))
        return high if sign > 0 else low
    # The interval on the side of the limit says how far chance reaches.
    with np.errstate(invalid="ignore", divide="ignore"):
        reach = (value.value - value.low) if sign > 0 else (value.high - value.value)
        z = sign * (value.value - limit) / (reach / critical(0.95))
    return np.asarray(np.where(np.isnan(z), np.nan, special.ndtr(-z)))
