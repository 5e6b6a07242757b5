"""From values or counts to what the methods read: `Steps` of a number, `CategoryPair` of a category."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

from tidegauge.stats.drift import _steps
from tidegauge.stats.drift._method import Distance
from tidegauge.stats.drift._pair import CategoryPair, NumberPair, category_pair
from tidegauge.stats.drift._steps import Steps

Summary = Steps | CategoryPair


def of_values(reference: NDArray[Any], current: NDArray[Any]) -> Summary:
    """Return the summary of two arrays, shapes (n,) and (m,): numbers by their type, all else are categories.

    None and nan count as null.

    >>> import numpy as np
    >>> of_values(np.array(["a", "b", "a"]), np.array(["a", None], dtype=object)).current_null
    1.0
    """
    if {reference.dtype.kind, current.dtype.kind} <= set("iuf"):
        return _steps.of_values(reference, current)
    return category_pair(_counted(reference), _counted(current))


def of_pair(pair: NumberPair | Summary) -> Summary:
    """Return the summary of counts that a database sent, and a summary as it is."""
    return _steps.of_pair(pair) if isinstance(pair, NumberPair) else pair


def both_ways(
    distance: Callable[..., Distance],
) -> tuple[Callable[[NDArray[Any], NDArray[Any]], Distance], Callable[[NumberPair | Summary], Distance]]:
    """Return `exact` and `binned` of a method whose `distance` reads a summary."""

    def exact(reference: NDArray[Any], current: NDArray[Any]) -> Distance:
        return distance(of_values(reference, current))

    def binned(pair: NumberPair | Summary) -> Distance:
        return distance(of_pair(pair))

    return exact, binned


def _counted(values: NDArray[Any]) -> Counter[str | None]:
    counted: Counter[str | None] = Counter()
    for value, rows in Counter(values.tolist()).items():
        # nan alone is unequal to itself.
        counted[None if value is None or value != value else str(value)] += rows  # noqa: PLR0124
    return counted
