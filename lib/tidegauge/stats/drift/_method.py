"""What every method of the family offers, and what it returns."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class On(StrEnum):
    """What a method compares."""

    NUMBERS = "numbers"
    CATEGORIES = "categories"
    VECTORS = "vectors"
    TEXTS = "texts"


@dataclass(frozen=True)
class Distance:
    """How far two samples are apart.

    `p_value` is two-sided and not adjusted; None where the method has no test, nan where these samples allow none.
    `no_drift` is the value to be expected from chance alone. `error` bounds what binning may have cost, in the unit of
    `value`: 0 where the value is exact, inf where nothing bounds it. `at` is where the difference is largest, for the
    methods that look for it: a value of the column, or a name.
    """

    value: float
    p_value: float | None = None
    no_drift: float | None = None
    error: float = 0.0
    at: float | str | None = None


@dataclass(frozen=True)
class Method:
    """One member of the family.

    `exact` takes the recorded values of both windows, reference first: arrays of shape (n,) and (m,), or (n, d) and
    (m, d) of vectors. `binned` takes their summary (`NumberPair` or `CategoryPair`); None where only values will do.

    `threshold` is the one that the field publishes for `value`, `strong` its second one, and `p_threshold` the one for
    the p-value; `falls` says that going below it is what alarms. `same` is the value for two samples that are equal
    (nan where it depends on them), and `symmetric` lists what the windows may be swapped on without changing its size.
    """

    label: str
    on: tuple[On, ...]
    exact: Callable[..., Distance]
    binned: Callable[..., Distance] | None = None
    unit: str = ""
    threshold: float | None = None
    strong: float | None = None
    p_threshold: float | None = None
    falls: bool = False
    same: float = 0.0
    symmetric: tuple[On, ...] = ()

    def exceeded(self, distance: Distance) -> bool | None:
        """Return whether a tool that goes by the published threshold would have fired; None where there is none.

        >>> Method("PSI", (On.NUMBERS,), lambda *_: Distance(0.0), threshold=0.1).exceeded(Distance(0.12))
        True
        """
        if self.threshold is not None:
            size = abs(distance.value)
            return size < self.threshold if self.falls else size >= self.threshold
        if self.p_threshold is not None and distance.p_value is not None:
            return distance.p_value < self.p_threshold
        return None
