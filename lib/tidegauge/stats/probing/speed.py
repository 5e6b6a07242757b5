"""How much slower or faster runs became: one number a run, because the calls of one run share their hour."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tidegauge.stats.estimate import Difference, floats


def speed(reference: ArrayLike, current: ArrayLike, level: float = 0.95) -> Difference:
    """Return the relative change of the time that runs take for a call: 0.5 is half as long again.

    Student's test and interval on logarithms, a run an observation; one current run is held against what the reference
    predicts of a single one. Two hundred calls within a busy minute are one observation and not two hundred.

    Parameters
    ----------
    reference, current : the median time of each run, positive, shape (k,) and (m,); nan is left out.
    level : coverage of the interval.

    Examples
    --------
    >>> change = speed([400, 410, 390, 405, 395, 400, 398, 402], [640])
    >>> round(float(change.value), 2), bool(change.p_value < 1e-6)
    (0.6, True)

    References
    ----------
    Student (1908). The probable error of a mean. Biometrika 6, 1-25. For one new observation: Hahn, G. J. and Meeker,
    W. Q. (1991). Statistical Intervals, ch. 4. Wiley.
    """
    before, now = (np.asarray(side, dtype=np.float64) for side in (reference, current))
    before, now = (np.log(side[np.isfinite(side) & (side > 0)]) for side in (before, now))
    n, m = before.size, now.size
    freedom = n + m - 2
    if not n or not m or freedom < 1:
        return Difference(*floats(np.nan, np.nan, np.nan, np.nan, n, m))
    shift = now.mean() - before.mean()
    inside = ((before - before.mean()) ** 2).sum() + ((now - now.mean()) ** 2).sum()
    error = np.sqrt(inside / freedom * (1 / n + 1 / m))
    half = special.stdtrit(freedom, (1 + level) / 2) * error
    score = abs(shift) / error if error else (np.inf if shift else 0.0)
    limits = np.expm1([shift, shift - half, shift + half])
    return Difference(*floats(*limits, 2 * special.stdtr(freedom, -score), n, m))
