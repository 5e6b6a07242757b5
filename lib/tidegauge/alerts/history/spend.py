"""Money spent up to the end of each window: as recorded, else as the price list has it for the tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from tidegauge.alerts.history.records import History
from tidegauge.alerts.records import Segment
from tidegauge.reports._cost.money import STEP
from tidegauge.reports._cost.spend_series import quarters
from tidegauge.reports.source import Source
from tidegauge.settings import Settings
from tidegauge.settings_cost import BudgetTable
from tidegauge.stats.estimate import Floats


@dataclass(frozen=True, eq=False)
class Spend:
    """Arrays of shape (windows, segments): money, the calls whose money is known, and all calls. `ends` are the windows'."""

    ends: Sequence[datetime]
    segments: tuple[Segment, ...]
    money: Floats
    known: Floats
    calls: Floats


def as_recorded(history: History) -> Spend:
    """Return the sums of a metric, as the store has them."""
    grid, sums = history.grid, history.sums
    ends = [grid.end(place) for place in grid.asked.tolist()]
    return Spend(ends, history.segments, sums.a[grid.asked], sums.n[grid.asked], history.rows[grid.asked])


def priced(
    source: Source, settings: Settings, where: tuple[str, ...], by: tuple[str, ...], ends: Sequence[datetime]
) -> Spend | None:
    """Return what calls cost in the quarters of an hour that end at `ends` (UTC), by the price list where nothing is recorded.

    None for segments of more than one dimension.
    """
    if len(by) > 1:
        return None
    budget = BudgetTable(limit=1.0, where=where, each=by[0] if by else None)
    found = quarters(source, settings.cost, budget, ends[0] - STEP, ends[-1])
    segments = tuple(((by[0], one.value or ""),) if by else () for one in found)
    shape = (len(ends), len(found))
    money, calls, unknown = (
        np.array([getattr(one, name) for one in found]).T.reshape(shape)
        for name in ("money", "calls", "unknown")
    )
    return Spend(ends, segments, money, calls - unknown, calls)
