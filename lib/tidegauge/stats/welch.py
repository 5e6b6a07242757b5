"""Student's interval for one value and Welch's comparison of two, from the values and their variances."""

import numpy as np
from scipy import special

from tidegauge.stats.estimate import Difference, Estimate, Floats


def interval(value: Floats, variance: Floats, n: Floats, level: float) -> Estimate:
    """Return value -+ t(n - 1) standard errors.

    `variance` is that of the value itself (the squared standard error), not of a row. n below 2 gives nan limits.

    >>> one = interval(np.array(5.0), np.array(0.04), np.array(10.0), 0.95)
    >>> round(float(one.low), 4), round(float(one.high), 4)
    (4.5476, 5.4524)
    """
    half = _critical(np.where(n >= 2, n - 1, np.nan), level) * np.sqrt(variance)
    return Estimate(value, value - half, value + half, n)


def difference(
    reference: tuple[Floats, Floats, Floats], current: tuple[Floats, Floats, Floats], level: float
) -> Difference:
    """Return current minus reference, each given as (value, variance of the value, n).

    Degrees of freedom after Satterthwaite. Two windows without any spread and without any change have p = 1.

    References
    ----------
    Welch, B. L. (1947). The generalization of Student's problem when several different population variances are
    involved. Biometrika 34, 28-35.
    """
    (value1, variance1, n1), (value2, variance2, n2) = reference, current
    shift, variance = value2 - value1, variance1 + variance2
    usable = (n1 >= 2) & (n2 >= 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = variance**2 / (variance1**2 / (n1 - 1) + variance2**2 / (n2 - 1))
        freedom = np.where(usable, np.where(variance == 0, n1 + n2 - 2, freedom), np.nan)
        t = np.where(shift == 0, variance * 0, shift / np.sqrt(variance))
    half = _critical(freedom, level) * np.sqrt(variance)
    p_value = np.asarray(2 * special.stdtr(freedom, -np.abs(t)))
    return Difference(shift, shift - half, shift + half, p_value, n1, n2)


def _critical(freedom: Floats, level: float) -> Floats:
    return np.asarray(special.stdtrit(freedom, 0.5 + level / 2), dtype=np.float64)
