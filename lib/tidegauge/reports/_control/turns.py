"""When the level of a metric changed, with the dates between which it did: the season is taken out first."""

from collections.abc import Sequence

import numpy as np

from tidegauge.reports._control.records import ControlPoint, Turn
from tidegauge.stats.changepoint.kernel_cpd import ChangePoint, change_points


def turns(drawn: Sequence[ControlPoint]) -> tuple[Turn, ...]:
    """Return the change points of the drawn points; none where no limits say what is usual."""
    season = np.array([point.usual for point in drawn])
    known = season[np.isfinite(season)]
    if not known.size:
        return ()
    value = np.array([point.value for point in drawn]) - season + known.mean()
    return tuple(_turn(drawn, one) for one in change_points(value))


def _turn(drawn: Sequence[ControlPoint], one: ChangePoint) -> Turn:
    at, low, high = (drawn[place].at for place in (one.index, one.low, one.high))
    return Turn(at, low, high, one.before, one.after)
