"""The prices that a store's recorded costs were made with, from sums of products: least squares without a constant."""

from dataclasses import dataclass

import numpy as np

from tidegauge.stats.estimate import Floats

TOLERANCE = 1e-4
"""The share of the money's squares that may be left over where costs are said to be made of three prices."""


@dataclass(frozen=True)
class FittedPrices:
    """Money a token: of uncached input, cached input and output. `left` is the share of squares not explained."""

    input: float
    cached: float
    output: float
    left: float


def fitted_prices(gram: Floats, money: Floats, squares: float) -> FittedPrices | None:
    """Return the prices p that minimise sum (money - tokens p)^2, or None where no three prices make these costs.

    Parameters
    ----------
    gram : shape (3, 3), sums of products of uncached input, cached input and output tokens over calls.
    money : shape (3,), sums of each kind of tokens times the recorded money.
    squares : sum of squares of the money.

    Examples
    --------
    Three calls at 2, 0.2 and 8 a token:

    >>> tokens = np.array([[100.0, 0, 10], [50, 40, 30], [80, 10, 5]])
    >>> paid = tokens @ [2.0, 0.2, 8.0]
    >>> found = fitted_prices(tokens.T @ tokens, tokens.T @ paid, float(paid @ paid))
    >>> round(found.input, 6), round(found.cached, 6), round(found.output, 6)
    (2.0, 0.2, 8.0)
    """
    used = np.diag(gram) > 0
    if squares <= 0 or not used.any():
        return None
    # To one scale: squares of tokens and of their price differ by twenty orders of magnitude.
    scale = np.sqrt(np.diag(gram))[used]
    small = gram[np.ix_(used, used)] / np.outer(scale, scale)
    if np.linalg.cond(small) > 1e10:
        return None  # tokens that always come in one proportion: their prices cannot be told apart
    found = np.zeros(3)
    found[used] = np.linalg.solve(small, money[used] / scale) / scale
    left = 1 - float(found @ money) / squares
    if left > TOLERANCE or (found < -1e-12).any():
        return None
    # What was never cached has no price of its own: it would have cost what input does.
    cached = found[1] if used[1] else found[0]
    return FittedPrices(float(found[0]), float(cached), float(found[2]), max(left, 0.0))
