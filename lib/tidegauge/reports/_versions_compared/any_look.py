"""The difference of each metric with an interval that holds at every look, exact where there are few rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tidegauge.metrics.metric import Metric
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._compare import Compared, floors
from tidegauge.reports._sides import Sides
from tidegauge.stats.estimate import Difference, Floats, floats
from tidegauge.stats.normal import critical
from tidegauge.stats.sequential.always_valid import always_valid, boundary
from tidegauge.stats.sequential.exact_shares import exact_shares
from tidegauge.stats.verdict import POWER

FEW = 20
"""With fewer rows that are so, or that are not, both sides together, no limit theorem is trusted: the test is exact."""

ALWAYS_VALID, EXACT = "always valid", "exact at any look"


@dataclass(frozen=True, eq=False)
class Looked:
    """A difference and how it was tested; the floor that matters, the rows that its interval is planned for, and its
    standard error.
    """

    change: Difference
    test: str
    floor: float
    planned: float
    error: float


def planned_rows(change: Difference, floor: Floats) -> Floats:
    """Return the rows at which this difference would show its floor four times out of five: there it is tightest.

    What it amounts to, a weight for each true difference, depends on the floor alone and never on the rows so far.
    """
    error = standard_error(change)
    reach = float(boundary(1.0, 1.0)) + float(special.ndtri(POWER))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((change.n_reference + change.n_current) * (error * reach / floor) ** 2)


def standard_error(change: Difference) -> Floats:
    """Return the standard errors that the intervals of one look were made of."""
    return np.asarray((change.high - change.low) / (2 * critical(0.95)))


def any_look(one: Compared, sides: Sides) -> Looked:
    """Return the difference of a metric over one segment: all calls."""
    assert one.difference is not None  # noqa: S101  both sides were asked for
    floor = floors(one)
    counts = _counts(one.metric, sides)
    if counts is not None and _few(counts):
        (k1, n1), (k2, n2) = counts
        change, test = _shaped(exact_shares((k1, n1), (k2, n2))), EXACT
    else:
        change, test = _valid(one.difference, floor), ALWAYS_VALID
    planned, error = planned_rows(one.difference, floor), standard_error(one.difference)
    return Looked(change, test, float(floor[0]), float(planned[0]), float(error[0]))


def any_look_each(one: Compared, sides: Sides, places: NDArray[np.intp]) -> Difference:
    """Return the differences of a metric over the segments at `places`; the others keep intervals of one look."""
    assert one.difference is not None  # noqa: S101  as above
    found = _valid(one.difference, floors(one))
    if one.metric.kind != "rate" or one.metric.name not in sides.summary.prefixes:
        return found
    (n1, k1, _), (n2, k2, _) = (sides.moments(one.metric.name, side) for side in (REFERENCE, CURRENT))
    for place in places[np.minimum(k1 + k2, n1 + n2 - k1 - k2)[places] < FEW]:
        exact = exact_shares((k1[place], n1[place]), (k2[place], n2[place]))
        for column, value in zip(_columns(found), _columns(exact), strict=True):
            column[place] = value
    return found


def _columns(change: Difference) -> Sequence[Floats]:
    return (change.value, change.low, change.high, change.p_value)


def _valid(change: Difference, floor: Floats) -> Difference:
    """Return the always-valid difference; one without any spread stays as it is."""
    seen = always_valid(change, planned_rows(change, floor))
    fixed = change.high == change.low
    low, high, p = (
        np.where(fixed, before, after)
        for before, after in zip(_columns(change)[1:], _columns(seen)[1:], strict=True)
    )
    return Difference(np.array(change.value), low, high, p, change.n_reference, change.n_current)


def _counts(metric: Metric, sides: Sides) -> tuple[tuple[float, float], tuple[float, float]] | None:
    if metric.kind != "rate":
        return None
    found = []
    for side in (REFERENCE, CURRENT):
        sums = sides.sums(metric.name, side)
        found.append((float(np.sum(sums["sa"])), float(np.sum(sums["n"]))))
    return found[0], found[1]


def _few(counts: tuple[tuple[float, float], tuple[float, float]]) -> bool:
    (k1, n1), (k2, n2) = counts
    return min(k1 + k2, n1 + n2 - k1 - k2) < FEW


def _shaped(change: Difference) -> Difference:
    return Difference(
        *floats(*([float(one)] for one in (*_columns(change), change.n_reference, change.n_current)))
    )
