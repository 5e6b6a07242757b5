"""How strict a rule is in each window: by the segments that have enough rows then."""

import numpy as np
from numpy.typing import NDArray

from tidegauge.alerts.strictness import alpha, tick_level
from tidegauge.settings_alerts import RuleTable
from tidegauge.stats.alerting.step_up import found
from tidegauge.stats.estimate import Floats


def breached(
    p_values: Floats, known: NDArray[np.bool_], table: RuleTable, firings: float
) -> NDArray[np.bool_]:
    """Return which windows of which segments are breached beyond chance; both arrays are (windows, segments)."""
    counts, where = np.unique(known.sum(axis=1), return_inverse=True)
    of = max(table.of, table.breaches)
    levels = np.array(
        [tick_level(alpha(firings, int(count), table.breaches, of), int(count)) for count in counts]
    )
    return found(np.where(known, p_values, np.nan), levels[where])
