"""Whether a segment moved otherwise than the rest of traffic: by another factor, and by other points."""

import numpy as np

from tidegauge.stats.estimate import Floats
from tidegauge.stats.scoping.cells import Cells
from tidegauge.stats.scoping.expected import LEAST_SHARE, counted, expected
from tidegauge.stats.scoping.null import Null
from tidegauge.stats.scoping.surprise import surprise


def contrast(cells: Cells, totals: Cells, null: Null) -> Floats:
    """Return the weaker of the two tests against the rest, shape (n,), 0 where they disagree or there is no rest.

    So neither an even factor nor an even shift of all traffic names anyone. Where y takes both signs only points are asked.
    """
    rest = totals - cells
    e, ve = expected(cells, null)
    rest_e, rest_ve = expected(rest, null)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        points = (rest.y1 - rest_e) / rest.w1
        points_ve = ve + (cells.w1 / rest.w1) ** 2 * (rest.s1 + rest_ve)
        factor = rest.y1 / rest_e
        factor_ve = factor**2 * ve + (e / rest_e) ** 2 * (rest.s1 + factor**2 * rest_ve)
    there = (rest.w1 > 0) & (rest.w0 > 0)
    by_points = _against(cells, (e, e + cells.w1 * points), points_ve, null)
    if null.signed:
        return np.where(there, by_points, 0.0)
    by_factor = _against(cells, (e, e * factor), factor_ve, null)
    weaker = np.where(np.abs(by_points) < np.abs(by_factor), by_points, by_factor)
    return np.where(there & (by_points * by_factor > 0), weaker, 0.0)


def _against(cells: Cells, estimates: tuple[Floats, Floats], ve: Floats, null: Null) -> Floats:
    """Test against the second estimate, which is at least a tenth of the first."""
    own, e = estimates
    if null.counts:
        e, ve = counted(e, ve, LEAST_SHARE * own, null)
    return np.asarray(np.nan_to_num(surprise(cells, e, ve, null)))
