"""How surprising a window is: one-sided p-values of rates, and of means and totals, beside what is usual."""

import numpy as np
from scipy import special

from tidegauge.stats.alerting.sums import Sums
from tidegauge.stats.alerting.usual import Usual
from tidegauge.stats.estimate import Floats


def of_rate(now: Sums, expected: Usual, dispersion: Floats) -> tuple[Floats, Floats]:
    """Return the p-values of a share at least as high, and at least as low, as it is: of the binomial's tails.

    Rows that vary more than chance count for fewer: n rows for n / dispersion. So does what is usual where it stands on
    few rows itself, as in a prediction interval.

    Parameters
    ----------
    now, expected : shape (windows, segments).
    dispersion : shape (segments,), at least 1.

    Examples
    --------
    >>> one = lambda value: np.array([[value]])
    >>> now = Sums(*map(one, (100.0, 12.0, 100.0, 12.0, 12.0, 100.0)))
    >>> high, low = of_rate(now, Usual(one(0.05), one(np.inf), one(0.0475)), np.ones(1))
    >>> round(float(high[0, 0]), 6), round(float(low[0, 0]), 4)
    (0.004274, 0.9985)

    References
    ----------
    Korn, E. L. and Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of positive
    counts estimated from survey data. Survey Methodology 24, 193-201: the beta function at an effective sample size.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = dispersion * (1 + now.b / expected.n)
        hits, rows = now.a / factor, now.b / factor
        high = np.where(
            hits > 0, special.betainc(np.maximum(hits, 1e-12), rows - hits + 1, expected.level), 1.0
        )
        missed = rows - hits
        low = np.where(
            missed > 0, special.betainc(np.maximum(missed, 1e-12), hits + 1, 1 - expected.level), 1.0
        )
    known = (now.b > 0) & (expected.n > 0) & np.isfinite(expected.level)
    return np.where(known, high, np.nan), np.where(known, low, np.nan)


def of_amount(now: Sums, expected: Usual, dispersion: Floats) -> tuple[Floats, Floats]:
    """Return the same p-values of a total, mean or ratio of amounts: of Poisson's tails at as many events as vary so much.

    A few large amounts make high values likelier than low ones, which a normal distribution does not know: a batch of
    long prompts among thirty calls is no change. Amounts below 0 go by the distance in standard errors.

    >>> one = lambda value: np.array([[value]])
    >>> now = Sums(*map(one, (6.0, 6.0, 1.0, 6.0, 6.0, 1.0)))
    >>> high, low = of_amount(now, Usual(one(1.0), one(np.inf), one(1.0)), np.ones(1))
    >>> round(float(high[0, 0]), 6), round(float(low[0, 0]), 4)
    (0.000594, 0.9999)

    References
    ----------
    Fay, M. P. and Feuer, E. J. (1997). Confidence intervals for directly standardized rates: a method based on the gamma
    distribution. Statistics in Medicine 16, 791-801.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = expected.level * now.b
        event = now.b * expected.variance * dispersion * (1 + now.b / expected.n) / mean
        seen, usual = now.a / event, mean / event
        high = np.where(seen > 0, special.gammainc(np.maximum(seen, 1e-12), usual), 1.0)
        low = special.gammaincc(seen + 1, usual)
    plain = of_mean(now, expected, dispersion)
    fits = (mean > 0) & (now.a >= 0)
    return np.where(fits, high, plain[0]), np.where(fits, low, plain[1])


def of_mean(now: Sums, expected: Usual, dispersion: Floats) -> tuple[Floats, Floats]:
    """Return the same p-values by the distance in standard errors.

    Examples
    --------
    >>> one = lambda value: np.array([[value]])
    >>> now = Sums(*map(one, (100.0, 120.0, 100.0, 244.0, 120.0, 100.0)))
    >>> high, low = of_mean(now, Usual(one(1.0), one(np.inf), one(1.0)), np.ones(1))
    >>> round(float(high[0, 0]), 5), round(float(low[0, 0]), 5)
    (0.02275, 0.97725)
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = now.b * expected.variance * dispersion * (1 + now.b / expected.n)
        z = (now.a - expected.level * now.b) / np.sqrt(variance)
    z = np.where(variance > 0, z, np.nan)
    return np.asarray(special.ndtr(-z)), np.asarray(special.ndtr(z))
