"""How much of a total's change the segments did themselves, and how much is traffic that moved between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray

from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import SumParts
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._sentences import brief, shown
from tidegauge.reports._sides import Numbers, Sides
from tidegauge.reports._summary import REST
from tidegauge.stats.decomposition import Errors, kitagawa, standard_errors
from tidegauge.stats.normal import critical


@dataclass(frozen=True)
class Mix:
    """The change of the total, current minus reference: `change` = `rate` + `mix`.

    `rate_error` and `mix_error` are standard errors. `grew` is the segment that moved the total most by its share of
    traffic alone, with that share before and now.
    """

    change: float
    rate: float
    mix: float
    grew: str
    share_before: float
    share_now: float
    rate_error: float = nan
    mix_error: float = nan


MOSTLY = 0.7
"""The share of a change that traffic has to explain before it is called mix; and no more than its inverse."""


def only_mix(mix: Mix, floor: float) -> bool:
    """Return whether a change of at least `floor` is traffic alone: what segments did themselves is not to be seen.

    Their part has to be within chance or surely below the floor, and surely the smaller part of the change.
    """
    return is_only_mix(mix.change, mix.rate, mix.mix, mix.rate_error, floor)


def is_only_mix(change: float, rate: float, mix: float, rate_error: float, floor: float) -> bool:
    """Return the same of the two parts of a change and the standard error of the rate part.

    >>> is_only_mix(0.10, 0.001, 0.099, 0.004, floor=0.02), is_only_mix(0.11, -0.046, 0.156, 0.004, floor=0.02)
    (True, False)
    """
    half = critical(0.95) * rate_error
    unseen = abs(rate) <= half or abs(rate) + half < floor
    smaller = abs(rate) + half < abs(change) / 2
    matters = change != 0 and abs(change) >= floor
    return matters and unseen and smaller and MOSTLY <= mix / change <= 1 / MOSTLY


def mix_of(
    sides: Sides, metric: Metric, by: Sequence[str], only: NDArray[np.bool_] | None = None
) -> Mix | None:
    """Return the split of a metric's change, or None where it is neither a rate nor a mean nor a ratio.

    `only` marks the segments to split over, where a summary holds those of several dimensions.
    """
    part = sides.summary.parts[metric.name]
    if (
        not isinstance(part, SumParts)
        or part.root
        or metric.kind not in {"rate", "mean", "ratio"}
        or metric.per
    ):
        return None
    kept = np.ones(sides.size, dtype=bool) if only is None else only
    weight = "sb" if metric.kind == "ratio" else "n"
    a1, b1, a2, b2 = (
        sides.spread(metric.name, side, name)[kept]
        for side in (REFERENCE, CURRENT)
        for name in ("sa", weight)
    )
    if not b1.sum() or not b2.sum():
        return None
    split = kitagawa(a1, b1, a2, b2)
    most = int(np.argmax(split.mix_by_segment * np.sign(split.change or 1)))
    name = _name(sides, int(np.flatnonzero(kept)[most]), by)
    errors = _errors(sides, metric, kept)
    shares = _share(b1, most), _share(b2, most)
    return Mix(split.change, split.rate, split.mix, name, *shares, errors.rate, errors.mix)


def _errors(sides: Sides, metric: Metric, kept: NDArray[np.bool_]) -> Errors:
    if metric.kind == "ratio":
        return Errors(nan, nan)  # its rows have two values each, and a covariance
    sums = [one[kept] for side in (REFERENCE, CURRENT) for one in sides.moments(metric.name, side)]
    return standard_errors(*sums)


def _share(weights: Numbers, place: int) -> float:
    return float(weights[place] / weights.sum())


def _name(sides: Sides, place: int, by: Sequence[str]) -> str:
    values = sides.places.drop("place", "level", strict=False).row(place)
    words = " · ".join("rest" if value == REST else brief(shown(value)) for value in values)
    return f"{by[0]} = {words}" if len(by) == 1 else words
