"""The segments of a summary in one order, and the sums of each metric on either side as arrays in that order."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tidegauge.metrics.parts import SumParts
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._summary import Summary

Numbers: TypeAlias = NDArray[np.float64]

Sums: TypeAlias = Mapping[str, NDArray[Any]]
"""Arrays of one length: `place` says which segment an entry belongs to, the others are n, sa, ... or bin, n, w0, ..."""


class Sides:
    """Every segment that either side has. `places` is a frame of the keys with their `place`."""

    def __init__(self, summary: Summary) -> None:
        self.summary = summary
        keys = list(summary.keys)
        # In an order of their own: what is drawn at random for one segment after the other is then the same each time.
        found = summary.totals.select(keys).unique().sort(keys) if keys else pl.DataFrame({"all": [0]})
        self.places = found.with_row_index("place")
        self._totals = self._divided(summary.totals)
        self._others: dict[str, dict[int, Sums]] = {}

    @property
    def size(self) -> int:
        """How many segments there are."""
        return self.places.height

    @cached_property
    def n_current(self) -> Numbers:
        """The current rows of each segment."""
        return self._spread(CURRENT, "rows")

    @cached_property
    def n_reference(self) -> Numbers:
        """The reference rows of each segment."""
        return self._spread(REFERENCE, "rows")

    def sums(self, metric: str, side: int) -> Sums:
        """Return the sums of a metric on one side."""
        prefix = self.summary.prefixes.get(metric)
        if prefix is None:
            if metric not in self._others:
                self._others[metric] = self._divided(self.summary.others[metric])
            return self._others[metric][side]
        every = self._totals[side]
        own = {name: f"{prefix}_{name}" for name in ("n", "sa", "sb", "saa", "sab", "sbb")}
        return {"place": every["place"]} | {to: every[name] for to, name in own.items() if name in every}

    def spread(self, metric: str, side: int, name: str) -> Numbers:
        """Return one sum of a plain metric for each segment; 0 where a side has no rows."""
        return self._spread(side, f"{self.summary.prefixes[metric]}_{name}")

    def moments(self, metric: str, side: int) -> tuple[Numbers, Numbers, Numbers]:
        """Return n, the sum and the sum of squares of a plain rate or mean for each segment."""
        part = self.summary.parts[metric]
        assert isinstance(part, SumParts)  # noqa: S101  nothing else is plain
        # 0 and 1 are their own squares, and of a rate they are not summed up twice.
        squares = "saa" if "saa" in part.sums else "sa"
        n, s, ss = (self.spread(metric, side, name) for name in ("n", "sa", squares))
        return n, s, ss

    def _spread(self, side: int, name: str) -> Numbers:
        array, sums = np.zeros(self.size), self._totals[side]
        array[sums["place"]] = sums[name]
        return array

    def _divided(self, frame: pl.DataFrame) -> dict[int, Sums]:
        """The columns of a frame on either side: arrays, because frames of a few rows are slow to take apart."""
        keys = list(self.summary.keys)
        if keys:
            frame = frame.join(self.places, on=keys, how="inner", nulls_equal=True)
        else:
            frame = frame.with_columns(place=pl.lit(0, dtype=pl.UInt32))
        side = frame["side"].to_numpy()
        columns = {name: frame[name].to_numpy() for name in frame.columns if name not in {"side", *keys}}
        return {
            which: {name: column[side == which] for name, column in columns.items()}
            for which in (CURRENT, REFERENCE)
        }
