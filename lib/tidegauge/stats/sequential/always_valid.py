"""The always-valid interval of a difference: it holds the truth at every look at once, not only at a planned one."""

import numpy as np
from numpy.typing import ArrayLike

from tidegauge.stats.estimate import Difference, Floats, floats
from tidegauge.stats.normal import critical


def always_valid(change: Difference, planned: ArrayLike, level: float = 0.95) -> Difference:
    """Return the change with the interval, and the p-value, of an asymptotic confidence sequence.

    The standard error is taken from the width of the interval given. The sequence is tightest where the rows of both
    sides together are `planned`; before and after it is wider than the best one, and never wrong.

    Parameters
    ----------
    change : the differences with ordinary intervals, shape (k,).
    planned : the rows, both sides together, at which the decision is expected to fall.
    level : coverage of the intervals in `change`, and of the sequence over all looks.

    Examples
    --------
    A fixed interval of 1.96 standard errors becomes one of 3.04 at the planned row:

    >>> one = Difference(*floats(0.03, 0.0104, 0.0496, 0.0027, 2000, 2000))
    >>> seen = always_valid(one, planned=4000)
    >>> [round(float(limit), 4) for limit in (seen.low, seen.high, seen.p_value)]
    [-0.0004, 0.0604, 0.055]

    References
    ----------
    Waudby-Smith, I., Arbour, D., Sinha, R., Kennedy, E. H. and Ramdas, A. (2024). Time-uniform central limit theory
    and asymptotic confidence sequences. Annals of Statistics 52, 2613-2640. Theorem 2.2 and equation 12 (rho).
    """
    error = (change.high - change.low) / (2 * critical(level))
    rows, target = floats(change.n_reference + change.n_current, planned)
    spread = rows * _rho_squared(target, 1 - level)
    with np.errstate(divide="ignore", invalid="ignore"):
        half = error * boundary(rows, target, level)
        shape = (change.value / error) ** 2 * spread / (spread + 1)
        p_value = np.minimum(np.sqrt(spread + 1) * np.exp(-shape / 2), 1)
    return Difference(
        change.value,
        change.value - half,
        change.value + half,
        np.asarray(p_value),
        change.n_reference,
        change.n_current,
    )


def boundary(rows: ArrayLike, planned: ArrayLike, level: float = 0.95) -> Floats:
    """Return how many standard errors the interval reaches to either side at so many rows; `always_valid` says more.

    >>> boundary([400, 4000, 40000], planned=4000).round(2).tolist()
    [3.86, 3.04, 3.24]
    """
    seen, target = floats(rows, planned)
    alpha = 1 - level
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = seen * _rho_squared(target, alpha)
        return np.asarray(np.sqrt((spread + 1) / spread * np.log((spread + 1) / alpha**2)))


def _rho_squared(planned: Floats, alpha: float) -> Floats:
    """Return the mixture's variance that makes the interval tightest at the planned number of rows."""
    log = -2 * np.log(alpha)
    return np.asarray((log + np.log(log + 1)) / planned)
