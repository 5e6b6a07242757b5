"""What a metric is held against in each window: its baseline at that time of day, yesterday, or last week."""

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from tidegauge.alerts.history.grid import DAY, Grid
from tidegauge.alerts.history.records import History
from tidegauge.stats.alerting.dispersion import dispersion
from tidegauge.stats.alerting.sums import Sums
from tidegauge.stats.alerting.usual import Usual, pooled, usual_mean, usual_rate, usual_total
from tidegauge.stats.estimate import Floats

SHIFTS = {"yesterday": DAY, "last week": 7 * DAY}
NEAR = timedelta(hours=1)
"""What is usual at a time of day is taken from windows that begin so much before and after it, too."""

AROUND = 3
"""Windows of yesterday that one is held against: the same, and one on either side."""

_USUAL = {"mean": usual_mean, "total": usual_total}


@dataclass(frozen=True, eq=False)
class Expected:
    """What is usual in the windows that were asked about, and how much more than chance each segment varies.

    `rows` is how many rows are usual in each window.
    """

    usual: Usual
    dispersion: Floats
    rows: Floats


def expected(history: History, against: str, of: int) -> Expected:
    """Return what each window is held against; `against` is baseline, yesterday or last week, `of` the windows of a firing."""
    grid, sums = history.grid, history.sums
    baseline = sums.map(lambda one: one[grid.usual])
    by_slot = _by_slot(baseline, grid)
    slots = grid.slot[grid.asked]
    windows = _by_slot(baseline.map(np.ones_like), grid).n
    with np.errstate(divide="ignore", invalid="ignore"):
        rows = np.nan_to_num(by_slot.n / windows)[slots]
    if against in SHIFTS:
        # Yesterday may have been as bad as today: it does not lean on the baseline.
        near = _before(sums, grid, SHIFTS[against])
        found = levels_of(history, near, near)
        # Its windows share what that day had of its own: they stand for one.
        usual = replace(found, n=found.n / len(_around(grid, SHIFTS[against])))
    else:
        usual = levels_of(history, baseline.whole, by_slot.map(lambda one: one[slots]))
    return Expected(usual, variation(history, of), rows)


def levels_of(history: History, whole: Sums, near: Sums) -> Usual:
    """Return what is usual where `near` are the sums that a metric is held against; few of them lean on the `whole`."""
    return _USUAL.get(history.kind, usual_rate)(whole, near)


def variation(history: History, of: int) -> Floats:
    """Return how much more than chance each segment varies in the baseline, shape (segments,); nan where there is none."""
    grid = history.grid
    baseline = history.sums.map(lambda one: one[grid.usual])
    if not baseline.n.any():
        return np.full(baseline.n.shape[1], np.nan)
    own = levels_of(history, baseline.whole, _by_slot(baseline, grid))[grid.slot[grid.usual]]
    behind = grid.usual.size / grid.slots * (2 * _reach(grid) + 1)
    return dispersion(baseline, own, behind, of)


def _by_slot(baseline: Sums, grid: Grid) -> Sums:
    return pooled(baseline, grid.slot[grid.usual], grid.slots, _reach(grid))


def _reach(grid: Grid) -> int:
    return int(NEAR / grid.width) if grid.slots > 1 else 0


def _before(sums: Sums, grid: Grid, shift: timedelta) -> Sums:
    """Return the sums of the window so much earlier, with one on either side."""
    found = [grid.earlier(shift, step) for step in _around(grid, shift)]

    def around(one: Floats) -> Floats:
        return np.asarray(sum(np.where(there[:, None], one[places], 0.0) for places, there in found))

    return sums.map(around)


def _around(grid: Grid, shift: timedelta) -> range:
    # Of days, the one after yesterday is the window that is judged.
    return range(-(AROUND // 2), min(AROUND // 2, grid.steps(shift) - 1) + 1)
