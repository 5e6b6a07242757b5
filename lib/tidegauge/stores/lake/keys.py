"""The keys of the rows that the days of a table hold, as 64-bit hashes: 8 bytes a row."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

Hashes = npt.NDArray[np.int64]

MOST_ROWS = 16_000_000
"""Rows of one table whose keys are kept at hand. Those of the days that were not asked for longest go first."""


def hashes(frame: pl.DataFrame, key: Iterable[str]) -> Hashes:
    """Return one hash a row. They are compared within one process only, so their definition may change."""
    return frame.select(pl.struct(key).hash(seed=20).reinterpret(signed=True)).to_series().to_numpy()


class DayKeys:
    """Sorted runs of hashes, so that a day of five million rows takes 40 MB."""

    def __init__(self, stored: Iterable[Hashes] = ()) -> None:
        """Start with the keys of the rows that are there."""
        self._runs: list[Hashes] = []
        for found in stored:
            self.add(found)

    @property
    def rows(self) -> int:
        """How many keys are remembered."""
        return sum(map(len, self._runs))

    def fresh(self, found: Hashes) -> npt.NDArray[np.bool_]:
        """Return which rows have a key not seen before, the first of equals included, and remember them."""
        new = np.zeros(len(found), dtype=bool)
        new[np.unique(found, return_index=True)[1]] = True
        new &= ~self.holds(found)
        self.add(found[new])
        return new

    def holds(self, found: Hashes) -> npt.NDArray[np.bool_]:
        """Return which of the keys are remembered."""
        held = np.zeros(len(found), dtype=bool)
        for run in self._runs:
            place = np.searchsorted(run, found)
            place[place == len(run)] = 0
            held |= run[place] == found
        return held

    def add(self, found: Hashes) -> None:
        """Remember keys. Runs of like size become one, so that many small additions stay cheap."""
        if not len(found):
            return
        run = np.sort(found)
        while self._runs and len(self._runs[-1]) < 2 * len(run):
            run = np.sort(np.concatenate([self._runs.pop(), run]))
        self._runs.append(run)

    def discard(self, found: Hashes) -> None:
        """Forget keys."""
        left = [run[~np.isin(run, found)] for run in self._runs]
        self._runs = [run for run in left if len(run)]


class TableKeys:
    """The keys of a table's days, for as long as one writer holds the lake: they are not read anew for a commit."""

    def __init__(self) -> None:
        """Start with no day at hand."""
        self._days: OrderedDict[date, DayKeys] = OrderedDict()

    def of(self, day: date, present: Callable[[date], Iterable[Hashes]]) -> DayKeys:
        """Return the keys of `day`; `present` reads those of its rows if they are not at hand."""
        keys = self._days.pop(day, None) or DayKeys(present(day))
        self._days[day] = keys
        while len(self._days) > 1 and sum(one.rows for one in self._days.values()) > MOST_ROWS:
            self._days.popitem(last=False)
        return keys
