"""The segments of a summary in one order, and the sums of each metric on either side as arrays in that order."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

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
        found = (
            summary.totals.select(keys).unique(maintain_order=True) if keys else pl.DataFrame({"all": [0]})
        )
        self.places = found.with_row_index("place")
        self._totals = {side: self._located(summary.totals, side) for side in (CURRENT, REFERENCE)}

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
            frame = self._located(self.summary.others[metric], side)
            return {name: frame[name].to_numpy() for name in frame.columns if name not in self.summary.keys}
        frame, start = self._totals[side], f"{prefix}_"
        own = {name.removeprefix(start): name for name in frame.columns if name.startswith(start)}
        return {"place": frame["place"].to_numpy()} | {to: frame[name].to_numpy() for to, name in own.items()}

    def spread(self, metric: str, side: int, name: str) -> Numbers:
        """Return one sum of a plain metric for each segment; 0 where a side has no rows."""
        return self._spread(side, f"{self.summary.prefixes[metric]}_{name}")

    def _spread(self, side: int, name: str) -> Numbers:
        array, frame = np.zeros(self.size), self._totals[side]
        array[frame["place"].to_numpy()] = frame[name].to_numpy()
        return array

    def _located(self, frame: pl.DataFrame, side: int) -> pl.DataFrame:
        own = frame.filter(pl.col("side") == side)
        if not self.summary.keys:
            return own.with_columns(place=pl.lit(0, dtype=pl.UInt32))
        return own.join(self.places, on=list(self.summary.keys), how="inner", nulls_equal=True)
