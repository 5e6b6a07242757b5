"""A long list in parts: a question to a store names only so many ids."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Value = TypeVar("Value")


def in_parts(values: Sequence[Value], most: int) -> Iterator[Sequence[Value]]:
    """Yield the values in order, `most` at a time; nothing where there are none.

    >>> list(in_parts(["a", "b", "c"], 2)), list(in_parts([], 2))
    ([['a', 'b'], ['c']], [])
    """
    for first in range(0, len(values), most):
        yield values[first : first + most]
