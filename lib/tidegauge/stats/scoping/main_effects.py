"""What each leaf's value is if attributes act apart from each other: fitted to the reference's margins."""

import numpy as np

from tidegauge.stats.estimate import Floats
from tidegauge.stats.scoping.leaves import Codes

SWEEPS = 4
RIDGE = 2.0
"""Expected events that a value's factor is drawn towards 1 with."""


def factors(codes: Codes, y: Floats, w: Floats, event: float) -> Floats:
    """Return the expected value per w of each leaf, shape (leaves,), as a product of one factor an attribute.

    Parameters
    ----------
    codes : shape (k, leaves).
    y, w : the reference's sums, shape (leaves,); y has one sign.
    event : y of one event: 1 for counts.

    Examples
    --------
    Planted: a row is twice the other, a column three times.

    >>> codes = np.array([[0, 0, 1, 1], [0, 1, 0, 1]])
    >>> factors(codes, np.array([1e5, 3e5, 2e5, 6e5]), np.full(4, 1e6), 1.0).round(3).tolist()
    [0.1, 0.3, 0.2, 0.6]

    References
    ----------
    Deming, W. E. and Stephan, F. F. (1940). Ann. Math. Statist. 11, 427-444.
    """
    seen = np.flatnonzero(w > 0)
    start = max(float(y.sum()), event / 2) / float(w.sum())
    effects = [np.ones(int(row.max(initial=0)) + 1) for row in codes]
    places = [row[seen].astype(np.intp) for row in codes]
    fitted = start * w[seen]
    observed = [np.bincount(row, y[seen], one.size) for row, one in zip(places, effects, strict=True)]
    for _ in range(SWEEPS):
        for place, (row, effect, margin) in enumerate(zip(places, list(effects), observed, strict=True)):
            now = np.bincount(row, fitted, effect.size)
            step = (margin + RIDGE * event) / (now + RIDGE * event)
            effects[place] = effect * step
            fitted *= step[row]
    return _product(start, effects, codes)


def _product(start: float, effects: list[Floats], codes: Codes) -> Floats:
    value = np.full(codes.shape[1], start)
    for effect, row in zip(effects, codes, strict=True):
        value *= effect[row]
    return value


def offsets(codes: Codes, y: Floats, w: Floats, prior: float) -> Floats:
    """Return the same as a sum of one offset an attribute, for a y that takes both signs.

    `prior` is the w that a value's offset is drawn towards 0 with.

    References
    ----------
    Breiman, L. and Friedman, J. H. (1985). JASA 80, 580-598 (back-fitting).
    """
    value = np.full(codes.shape[1], float(y.sum()) / float(w.sum()))
    for _ in range(SWEEPS):
        for row in codes:
            size = int(row.max(initial=0)) + 1
            off = np.bincount(row, y - w * value, size) / (np.bincount(row, w, size) + prior)
            value += off[row]
    return value
