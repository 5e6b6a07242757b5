"""What is searched: the sums of every combination of attribute values, now and in one or more reference periods."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tidegauge.errors import TidegaugeError
from tidegauge.stats.estimate import Floats

Codes = NDArray[np.int32]
Places = NDArray[np.intp]


class LeafError(TidegaugeError):
    """A table of leaves does not fit together."""


class Kind(StrEnum):
    """What y is of w.

    rate: rows of rows, so never more than one a row (a quantile is one as well: the rows above the reference quantile of
    all traffic). ratio: counts of a declared weight. mean: a sum of values over rows. total: a sum, of nothing.
    """

    RATE = "rate"
    RATIO = "ratio"
    MEAN = "mean"
    TOTAL = "total"


@dataclass(frozen=True, eq=False)
class Sums:
    """The sums of one period over the rows of each leaf, arrays of shape (leaves,).

    `y` is the numerator and `w` the denominator (for a total: the calls, which only say how many there were). `q` is the
    sum of y squared: a mean needs it, and so do a total and a ratio of anything but counts; where w is not 1 a row, `yw` and
    `ww` are the sums of y times w and of w squared. `length` is how long the period was, in any one unit: a total is
    compared per unit of it.
    """

    y: Floats
    w: Floats
    q: Floats | None = None
    yw: Floats | None = None
    ww: Floats | None = None
    length: float = 1.0


@dataclass(frozen=True, eq=False)
class LeafTable:
    """One column a combination of attribute values that occurs in any period.

    Parameters
    ----------
    kind : what the metric is.
    attributes : their names, k of them.
    values : per attribute what its codes stand for; None is "not recorded", which is a value like any other.
    codes : shape (k, leaves), int32, each attribute's row contiguous: place of the leaf's value in `values`.
    current : the period that is asked about.
    references : the periods that it is compared with. Of two or more only the calm half is used: those whose value of all
        traffic is no worse than the median (worse as `worse` says; with 0 all are).
    phi : how many times as large as chance the variance is known to be; 1 unless estimated.
    worse : 1 where higher is worse, -1 where lower is, 0 where neither.

    Raises
    ------
    LeafError
        Where shapes or codes do not fit, there is no reference, or a mean comes without sums of squares.

    Examples
    --------
    >>> now, before = Sums(np.array([9.0, 1.0]), np.array([50.0, 50.0])), Sums(np.ones(2), np.full(2, 50.0))
    >>> LeafTable(Kind.RATE, ("geo",), (("BR", "VN"),), np.array([[0, 1]], dtype=np.int32), now, (before,)).size
    2
    """

    kind: Kind
    attributes: tuple[str, ...]
    values: tuple[Sequence[str | None], ...]
    codes: Codes
    current: Sums
    references: tuple[Sums, ...]
    phi: float = 1.0
    worse: int = 1

    def __post_init__(self) -> None:
        """Refuse what would be read past its end, or silently as something else."""
        if self.codes.shape[0] != len(self.attributes) or len(self.values) != len(self.attributes):
            raise LeafError(
                f"{len(self.attributes)} attributes, {len(self.values)} lists of values and {self.codes.shape[0]} rows "
                "of codes: there has to be one of each for every attribute."
            )
        for name, values, codes in zip(self.attributes, self.values, self.codes, strict=True):
            if codes.size and not 0 <= codes.min() <= codes.max() < len(values):
                raise LeafError(
                    f"The codes of “{name}” leave 0 to {len(values) - 1}, the places of its values."
                )
        if not self.references:
            raise LeafError("There is no reference period to compare with: give one or more.")
        for period in (self.current, *self.references):
            self._fits(period)

    def _fits(self, period: Sums) -> None:
        columns = [one for one in (period.y, period.w, period.q, period.yw, period.ww) if one is not None]
        if any(column.shape != (self.size,) for column in columns):
            raise LeafError(f"A period's sums have to be one a leaf, {self.size} of them.")
        if self.kind is Kind.MEAN and period.q is None:
            raise LeafError("A mean needs the sums of squares as well: give q.")

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return int(self.codes.shape[1])
