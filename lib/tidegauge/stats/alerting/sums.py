"""What is summed up of a metric in every window of every segment."""

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np

from tidegauge.stats.estimate import Floats


@dataclass(frozen=True, eq=False)
class Sums:
    """Arrays of shape (windows, segments): rows n, sums of a and b, of their squares and of their product.

    The metric is sum(a) / sum(b). Of a rate or mean b is 1 in every row; of a total it is how much traffic a window has
    beside others, 1 on average.
    """

    n: Floats
    a: Floats
    b: Floats
    aa: Floats
    ab: Floats
    bb: Floats

    def map(self, of: Callable[[Floats], Floats]) -> "Sums":
        """Return the sums with a function applied to each array."""
        return Sums(*(of(getattr(self, field.name)) for field in fields(self)))

    @property
    def whole(self) -> "Sums":
        """The sums over all windows, shape (1, segments)."""
        return self.map(lambda one: one.sum(axis=0, keepdims=True))

    @property
    def value(self) -> Floats:
        """The metric; nan where nothing is recorded."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(self.a / self.b)

    def spread(self, level: Floats) -> Floats:
        """Return the mean square of a row's a - level * b."""
        with np.errstate(divide="ignore", invalid="ignore"):
            squares = self.aa - 2 * level * self.ab + level**2 * self.bb
            return np.asarray(np.maximum(squares, 0) / self.n)
