"""Maximum mean discrepancy: any difference between two clouds of vectors, by the means of random Fourier features."""

from dataclasses import dataclass

import numpy as np

from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._permutation import SEED, TIMES, lots, null
from tidegauge.stats.estimate import Floats

FEATURES = 128
_PAIRS = 500
"""Rows whose distances give the width of the kernel."""


@dataclass(frozen=True, eq=False)
class Fourier:
    """Random features of a Gaussian kernel: `waves` of shape (d, features), `phases` of shape (features,)."""

    waves: Floats
    phases: Floats

    def of(self, rows: Floats) -> Floats:
        """Return the features of rows of shape (n, d), shape (n, features). Their mean is a summary that merges."""
        return np.asarray(np.sqrt(2 / self.phases.size) * np.cos(rows @ self.waves + self.phases))


def fourier(
    dimensions: int, width: float, features: int = FEATURES, random: np.random.Generator | None = None
) -> Fourier:
    """Return features whose products are, on average, exp(-|x - y|^2 / (2 width^2)).

    >>> one = fourier(2, width=1.0, features=20_000)
    >>> x, y = one.of(np.array([[0.0, 0.0], [1.0, 1.0]]))
    >>> round(float(x @ y), 2), round(float(np.exp(-1)), 2)
    (0.37, 0.37)

    References
    ----------
    Rahimi, A. and Recht, B. (2007). Random features for large-scale kernel machines. NIPS 20.
    """
    draw = np.random.default_rng(SEED) if random is None else random
    waves = draw.normal(0, 1 / width, (dimensions, features))
    return Fourier(waves, draw.uniform(0, 2 * np.pi, features))


def width(reference: Floats) -> float:
    """Return the median distance between rows of the reference, shape (n, d): the usual width of the kernel.

    >>> width(np.array([[0.0], [1.0], [3.0]]))
    2.0

    References
    ----------
    Garreau, D., Jitkrittum, W. and Kanagawa, M. (2017). Large sample analysis of the median heuristic. arXiv 1707.07269.
    """
    some = reference[np.linspace(0, len(reference) - 1, min(len(reference), _PAIRS)).astype(int)]
    squares = (some**2).sum(axis=1)
    apart = squares[:, None] + squares - 2 * some @ some.T
    found = np.sqrt(np.maximum(apart[np.triu_indices(len(some), 1)], 0))
    return float(np.median(found)) or float(found.mean()) or 1.0


def discrepancy(reference_mean: Floats, current_mean: Floats) -> float:
    """Return the MMD of two mean features, shape (features,).

    >>> discrepancy(np.array([0.5, 0.5]), np.array([0.2, 0.9]))
    0.5
    """
    return float(np.sqrt(((current_mean - reference_mean) ** 2).sum()))


def between(
    reference: Floats, current: Floats, times: int = TIMES, random: np.random.Generator | None = None
) -> Distance:
    """Return the MMD of two clouds, and the chance that a random split of all rows has a larger one.

    It sees shifts, spreads and modes alike, and is 0 only for equal distributions; its value has no unit that anybody
    can picture, so that a size is better read from `domain_classifier`. Rows are taken as independent.

    Parameters
    ----------
    reference, current : vectors of the rows, shape (n, d) and (m, d).
    times : random splits.
    random : where features and splits are drawn from; without it the same data give the same answer.

    Examples
    --------
    The same mean, twice the spread:

    >>> draw = np.random.default_rng(3)
    >>> found = between(draw.normal(0, 1, (400, 3)), draw.normal(0, 2, (400, 3)))
    >>> found.value > 3 * found.no_drift, found.p_value < 1e-6
    (True, True)

    References
    ----------
    Gretton, A. et al. (2012). A kernel two-sample test. JMLR 13, 723-773. Features: see `fourier`.
    """
    n, m = len(reference), len(current)
    if min(n, m) < 2:
        return Distance(float("nan"))
    features = fourier(reference.shape[1], width(reference), random=random)
    rows = features.of(np.concatenate([reference, current]))
    observed = discrepancy(rows[:n].mean(axis=0), rows[n:].mean(axis=0))
    drawn = ((rows.T @ lots(n, m, times, random)) ** 2).sum(axis=0)
    chance = null(observed**2, drawn)
    return Distance(observed, chance.p_value, float(np.sqrt(chance.mean)))


METHOD = Method("MMD", (On.VECTORS,), between)
