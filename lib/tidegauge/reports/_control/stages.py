"""Stages: from a baseline's first day on its limits hold, until the next baseline begins."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tidegauge.reports._control.level import is_straight, narrowed, unevenness
from tidegauge.reports._control.method import Selected
from tidegauge.reports._control.points import Points
from tidegauge.reports._control.records import Frozen, Stage
from tidegauge.stats.spc._records import MINIMUM_POINTS, Baseline, BaselineError, Subgroups
from tidegauge.stats.spc.refusal import refusal


@dataclass(frozen=True, eq=False)
class Fitted:
    """A stage and the places of its points on the grid."""

    stage: Stage
    places: slice


def fitted(points: Points, frozen: Sequence[Frozen], selected: Selected) -> tuple[Fitted, ...]:
    """Return the stages that have points. The first begins with the first drawn point."""
    found = []
    for place, one in enumerate(frozen):
        first = points.grid.drawn if place == 0 else _place(points, one)
        last = _place(points, frozen[place + 1]) if place + 1 < len(frozen) else len(points.grid)
        if first < last:
            found.append(Fitted(_stage(points, one, selected, slice(first, last)), slice(first, last)))
    return tuple(found)


def _place(points: Points, one: Frozen) -> int:
    at = int(np.searchsorted(points.grid.starts, np.datetime64(one.window.start, "us")))
    return max(points.grid.drawn, at)


def _stage(points: Points, one: Frozen, selected: Selected, places: slice) -> Stage:
    grid, normal = points.grid, points.grid.at(one.window)
    counted = int(np.count_nonzero(~np.isnan(points.groups[normal].value)))
    uneven = unevenness(points, normal)
    creeps = uneven is not None and is_straight(points, normal)
    limits, refused = _limits(selected, points.groups[normal], creeps=creeps)
    return Stage(
        one, grid.start(places.start), grid.end(places.stop - 1), counted, limits, refused, uneven, creeps
    )


def _limits(selected: Selected, normal: Subgroups, *, creeps: bool) -> tuple[Baseline | None, str]:
    """Return the fitted baseline, or why there is none."""
    if (counted := int(np.count_nonzero(~np.isnan(normal.value)))) < MINIMUM_POINTS:
        return None, f"{counted} baseline points, {MINIMUM_POINTS} needed."
    try:
        baseline = selected.method.fit(normal)
    except BaselineError as error:
        return None, str(error)
    baseline = narrowed(baseline) if creeps else baseline
    refused = refusal(baseline)
    return (None, refused) if refused else (baseline, "")
