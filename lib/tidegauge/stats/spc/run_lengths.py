"""Points between false signals of EWMA and CUSUM, by integral equation: no simulation, no table."""

from functools import cache

import numpy as np
from scipy.special import ndtr

from tidegauge.stats.estimate import Floats

NODES = 80
"""Points of Gauss-Legendre quadrature: more change nothing in the tenth digit."""


@cache
def ewma(weight: float, width: float, shift: float = 0.0, *, settling: bool = True) -> float:
    """Return the mean points up to the first signal of a two-sided EWMA chart.

    Parameters
    ----------
    weight : lambda.
    width : L, the limits in sigmas of the EWMA.
    shift : by how many sigmas the points are off the centre from the first on; 0 for false signals.
    settling : limits that vary with time, as charts here have them; else those of an EWMA that has run for ever.

    Examples
    --------
    >>> round(ewma(0.1, 2.7, settling=False), 1), round(ewma(0.1, 2.7), 1), round(ewma(0.1, 2.7, shift=1.0), 1)
    (369.0, 356.1, 7.5)

    References
    ----------
    Crowder, S. V. (1987). A simple method for studying run-length distributions of exponentially weighted moving
    average charts. Technometrics 29, 401-407.
    Knoth, S. (2005). Fast initial response features for EWMA control charts. Statistical Papers 46, 47-64.
    """
    limit = width * np.sqrt(weight / (2 - weight))
    nodes, mass = np.polynomial.legendre.leggauss(NODES)
    step = _density(limit * nodes, limit * nodes, weight, shift) * limit * mass
    lasting = np.linalg.solve(np.eye(NODES) - step, np.ones(NODES))
    if not settling:
        first = _density(np.zeros(1), limit * nodes, weight, shift)[0] * limit * mass
        return float(1 + first @ lasting)
    before, weights, passed = np.zeros(1), np.ones(1), 0.0
    for half in _settling(weight, width):
        passed += float(weights.sum())
        weights = weights @ (_density(before, half * nodes, weight, shift) * half * mass)
        before = half * nodes
    # The last half equals the limit to rounding: from here on the chart is the one that has run for ever.
    return float(passed + weights @ lasting)


def _settling(weight: float, width: float) -> Floats:
    """Return the limits from the first point on, until they have settled."""
    points = int(np.ceil(-13 / np.log10(1 - weight) / 2)) + 1
    return np.asarray(
        width * np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * np.arange(1, points + 1))))
    )


def _density(before: Floats, after: Floats, weight: float, shift: float) -> Floats:
    """Return the density of the next EWMA at `after` given it is at `before`, shape (before, after)."""
    point = (after[None, :] - (1 - weight) * before[:, None]) / weight - shift
    return np.asarray(np.exp(-(point**2) / 2) / np.sqrt(2 * np.pi) / weight)


@cache
def cusum(slack: float, limit: float, shift: float = 0.0) -> float:
    """Return the mean points up to the first signal of a two-sided CUSUM that starts at 0.

    Parameters
    ----------
    slack : k in sigmas: half the shift that it is tuned for.
    limit : h in sigmas.
    shift : as in `ewma`.

    Examples
    --------
    >>> round(cusum(0.5, 5.0), 1), round(cusum(0.5, 4.77), 1), round(cusum(0.5, 4.77, shift=1.0), 1)
    (465.4, 368.6, 9.9)

    References
    ----------
    Vance, L. C. (1986). Average run lengths of cumulative sum control charts for controlling normal means. Journal of
    Quality Technology 18, 189-193. The two sides combine by Kemp (1961): 1 / L = 1 / L up + 1 / L down.
    """
    return 1 / (1 / _one_sided(slack, limit, shift) + 1 / _one_sided(slack, limit, -shift))


def _one_sided(slack: float, limit: float, shift: float) -> float:
    nodes, mass = np.polynomial.legendre.leggauss(NODES)
    at = np.concatenate([[0.0], limit * (nodes + 1) / 2])
    move = at[None, :] - at[:, None] + slack - shift
    step = np.exp(-(move**2) / 2) / np.sqrt(2 * np.pi) * np.concatenate([[0.0], limit / 2 * mass])
    step[:, 0] = ndtr(-at + slack - shift)
    return float(np.linalg.solve(np.eye(at.size) - step, np.ones(at.size))[0])
