"""Pairs that differ, tested exactly at any moment: McNemar's question for who looks every day."""

import numpy as np
from scipy import special

_PRIOR = 0.5


def exact_pairs(lost: int, gained: int) -> float:
    """Return the p-value of as many losses as gains, valid however often one looks.

    Without a change each pair that differs is a fair coin. The evidence is the beta-binomial mixture of the coins over
    the fair coin's likelihood, a martingale; the p-value is its inverse.

    >>> round(exact_pairs(3, 3), 3), round(exact_pairs(2, 20), 5), round(exact_pairs(40, 80), 5)
    (1.0, 0.00117, 0.01539)

    References
    ----------
    Robbins, H. (1970). Statistical methods related to the law of the iterated logarithm. Ann. Math. Stat. 41,
    1397-1409. Ramdas, A., Grünwald, P., Vovk, V. and Shafer, G. (2023). Game-theoretic statistics and safe anytime-valid
    inference. Statistical Science 38, 576-601.
    """
    mixture = special.betaln(lost + _PRIOR, gained + _PRIOR) - special.betaln(_PRIOR, _PRIOR)
    return float(np.exp(min(0.0, -(lost + gained) * np.log(2) - mixture)))
