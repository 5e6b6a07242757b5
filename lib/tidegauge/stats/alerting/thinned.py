"""The counts of a column as if only every so many-th row were there: rows that come together are no independent ones."""

from dataclasses import replace

from tidegauge.stats.drift._pair import CategoryPair, NumberPair

_SUMS = ("reference_sum", "current_sum", "reference_squares", "current_squares")


def thinned(pair: NumberPair | CategoryPair, by: float) -> NumberPair | CategoryPair:
    """Return a pair of samples with its counts divided; shares, means and distances stay.

    >>> import numpy as np
    >>> pair = CategoryPair(("a", "b"), np.array([30.0, 10.0]), np.array([20.0, 20.0]), 4.0)
    >>> thinned(pair, 2.0).reference.tolist(), thinned(pair, 2.0).reference_null
    ([15.0, 5.0], 2.0)

    References
    ----------
    Rao, J. N. K. and Scott, A. J. (1981). The analysis of categorical data from complex sample surveys. JASA 76, 221-230: a
    test at the effective sample size.
    """
    names = ["reference", "current", "reference_null", "current_null"]
    names += _SUMS if isinstance(pair, NumberPair) else ()
    return replace(pair, **{name: getattr(pair, name) / by for name in names})
