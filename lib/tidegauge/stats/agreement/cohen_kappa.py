"""Cohen's kappa: the agreement of two raters beyond what their own frequencies make by chance."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tidegauge.stats.agreement._coefficient import FEW, MORE, NOTHING, VERY_FEW, coefficient, widened
from tidegauge.stats.estimate import Floats
from tidegauge.stats.explained import Explained, explained, refused
from tidegauge.stats.normal import critical

Weights = Literal["none", "linear", "quadratic"]


def cohen_kappa(
    table: ArrayLike, weights: Weights = "none", level: float = 0.95, *, asymptotic: bool = False
) -> Explained:
    """Return kappa: 1 is full agreement, 0 what chance gives, below 0 less than that.

    Where one answer is rare, kappa is low however often the raters agree: look at `gwet_ac1` and the agreement too.
    Kappa says nothing of who is right. For scores in an order take weights, so that 4 against 5 counts less than 1 against 5.

    Parameters
    ----------
    table : items by the first rater's answer (rows) and the second's (columns), shape (c, c), in the same order.
    weights : "none" for names; "linear" or "quadratic" for answers in an order, by the distance of their places.
    level : coverage of the interval, by the large-sample standard error.
    asymptotic : keep that interval whatever it rests on. Without, full agreement on n items still has Wilson's lower limit
        of the agreement behind it, and with fewer than 15 answers of the rarer kinds, or as few disagreements, the interval
        also holds that of the table with 4 items more, spread evenly (Agresti and Coull's rule for shares), with Student's
        critical value.

    Examples
    --------
    91 of 100 answers agree, but nearly all are of one kind:

    >>> kappa = cohen_kappa([[90, 4], [5, 1]])
    >>> [round(float(x), 3) for x in (kappa.value, kappa.low, kappa.high)]
    [0.135, -0.183, 0.522]

    References
    ----------
    Cohen, J. (1960). Educational and Psychological Measurement 20, 37-46; (1968) Psychological Bulletin 70, 213-220.
    Fleiss, J. L., Cohen, J. and Everitt, B. S. (1969). Psychological Bulletin 72, 323-327 (the standard error). Agresti, A.
    and Coull, B. A. (1998). Approximate is better than "exact". American Statistician 52, 119-126.
    """
    counts = np.asarray(table, dtype=np.float64)
    n = float(counts.sum())
    if not n > 0:
        return refused(NOTHING)
    credit = _credit(len(counts), weights)
    seen, chance, error = _parts(counts / n, credit)
    half = critical(level) * error / np.sqrt(n)
    if asymptotic and chance <= 1 - 1e-12:
        kappa = (seen - chance) / (1 - chance)
        return explained(kappa, kappa - half, kappa + half, n)
    found = coefficient(seen, chance, half, n, level)
    rarer = n - max(counts.sum(axis=0).max(), counts.sum(axis=1).max())
    apart = n - float(np.trace(counts))
    # Raters who never disagree have Wilson's limit already: that is enough but where an answer is very rare.
    few = min(rarer, apart) < FEW if apart else rarer < VERY_FEW
    if found.refusal or not few:
        return found
    return widened(found, *_with_more(counts, credit, level))


def _with_more(counts: Floats, credit: Floats, level: float) -> tuple[float, float]:
    """Return the interval of the table with 4 items more."""
    n = float(counts.sum())
    table = counts + MORE / counts.size
    seen, chance, error = _parts(table / (n + MORE), credit)
    value = (seen - chance) / (1 - chance)
    half = float(special.stdtrit(max(n - 1, 1), 0.5 + level / 2)) * error / np.sqrt(n + MORE)
    return value - half, value + half


def _credit(c: int, weights: Weights) -> Floats:
    """Return what an item in each cell counts as agreement, 0..1."""
    apart = np.abs(np.subtract.outer(np.arange(c), np.arange(c))) / max(c - 1, 1)
    if weights == "none":
        return np.eye(c)
    return np.asarray(1 - (apart if weights == "linear" else apart**2))


def _parts(share: Floats, credit: Floats) -> tuple[float, float, float]:
    """Return the agreement seen, that by chance, and the standard error times the root of n."""
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    seen, chance = float((share * credit).sum()), float(rows @ credit @ columns)
    if chance > 1 - 1e-12:
        return seen, chance, np.nan
    marginal = np.add.outer(credit @ columns, rows @ credit)
    spread = (share * (credit * (1 - chance) - marginal * (1 - seen)) ** 2).sum()
    variance = spread - (seen * chance - 2 * chance + seen) ** 2
    return seen, chance, float(np.sqrt(max(variance, 0.0)) / (1 - chance) ** 2)
