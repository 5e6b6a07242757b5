"""All distances of one column from one sort: the exact path."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from numpy.typing import NDArray

from tidegauge.discovery import members
from tidegauge.stats.drift._method import Distance, Method, On
from tidegauge.stats.drift._pair import NumberPair
from tidegauge.stats.drift._steps import Steps
from tidegauge.stats.drift._summary import Summary, of_pair, of_values


@cache
def methods() -> Mapping[str, Method]:
    """Return every method of the family by its file's name."""
    return members("tidegauge.stats.drift", "METHOD", Method)


def distances(pair: NumberPair | Summary) -> dict[str, Distance]:
    """Return all distances that a column's summary allows; of a `Steps` or a `CategoryPair` of all values exact ones.

    Sort once, ask all: the methods share what `of_values` sorted, and the largest intermediate results.

    Examples
    --------
    >>> import numpy as np
    >>> steps = of_values(np.array([1.0, 2.0, 3.0]), np.array([2.0, 3.0, 4.0]))
    >>> found = distances(steps)
    >>> round(found["kolmogorov_smirnov"].value, 3), round(found["wasserstein"].value, 3)
    (0.333, 1.0)
    """
    summary = of_pair(pair)
    on = On.NUMBERS if isinstance(summary, Steps) else On.CATEGORIES
    return {
        name: method.binned(summary)
        for name, method in methods().items()
        if on in method.on and method.binned is not None
    }


def exact_distances(reference: NDArray[Any], current: NDArray[Any]) -> dict[str, Distance]:
    """Return all distances of two arrays of values, shapes (n,) and (m,); None and nan count as null."""
    return distances(of_values(reference, current))
