"""Where a falling or rising function meets zero, by halving: a library for it takes longer to import than a page to show."""

from collections.abc import Callable


def root(function: Callable[[float], float], low: float, high: float) -> float:
    """Return x between `low` and `high` with function(x) = 0, to the last digit; the function changes sign between them.

    >>> root(lambda x: x * x - 2, 0, 2)
    1.414213562373095
    """
    rises = function(high) >= 0
    while low < (middle := (low + high) / 2) < high:
        if (function(middle) >= 0) == rises:
            high = middle
        else:
            low = middle
    return middle
