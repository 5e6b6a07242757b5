"""A small sample of the reference: which attributes can be compared at all, and on which scale numbers are counted."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from tidegauge.queries.drift import Scale
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._drift.columns import Columns
from tidegauge.reports.dimensions import MOST_VALUES
from tidegauge.stats.estimate import Floats

ROWS = 50_000
FEWEST = 2_000
"""With fewer rows than this in the chosen minutes, the first rows are taken instead."""
BINS = 2_048
EDGES = 512
"""Buckets between two places where a scale may begin or end."""
_FARTHEST = 1e308
_WIDEST = _FARTHEST / BINS
SKEWED = 8.0
"""Positive numbers whose 99.5th percentile is so many times the median are counted on a logarithmic scale."""


@dataclass(frozen=True)
class Sample:
    """Rows of the reference, one column each, and how many rows either side has."""

    columns: Mapping[str, pl.Series]
    n_reference: int
    n_current: int

    def is_category(self, name: str) -> bool:
        """Return whether a text has few enough values to be compared by them: anything more is an identifier."""
        column = self.columns[name].drop_nulls()
        distinct = column.n_unique()
        return distinct <= MOST_VALUES and (distinct <= 50 or distinct <= 0.5 * len(column))

    def scale(self, name: str) -> Scale:
        """Return the scale of a number: whole numbers of a short range exactly, skewed ones by their logarithm."""
        values = self.columns[name].cast(pl.Float64).drop_nulls().to_numpy()
        return scale_of(values[np.isfinite(values)])


def take_sample(calls: Columns) -> Sample:
    """Return about 50,000 rows of the reference, spread over its time."""
    counted = calls.rows()
    every = evenly(counted[REFERENCE] // ROWS)
    found = calls.sample(REFERENCE, every, 2 * ROWS)
    if every > 1 and len(next(iter(found.values()))) < FEWEST:
        found = calls.sample(REFERENCE, 1, ROWS, kept=False)
    return Sample(found, counted[REFERENCE], counted[CURRENT])


def evenly(share: int) -> int:
    """Return 1, 2, 3, 4, 6, 8, 12, ..., the next to `share`: a few rows more or less do not make another sample.

    >>> [evenly(share) for share in (0, 1, 5, 11, 100)]
    [1, 1, 6, 12, 96]
    """
    power = 1 << max(share, 1).bit_length() - 1
    return min((power, power * 3 // 2, power * 2), key=lambda one: abs(np.log(one / max(share, 1))))


def scale_of(values: Floats) -> Scale:
    """Return the scale for numbers like these: the same for other samples that reach about as far.

    >>> scale_of(np.array([1.0, 2.0, 3.0, 6.0]))
    Scale(low=0.0, width=1.0, bins=512, logarithmic=False)
    """
    if not values.size:
        return Scale(0.0, 1.0, BINS)
    low, middle, high = (float(edge) for edge in np.quantile(values, [0.0005, 0.5, 0.9995]))
    whole = bool(np.all(values == np.floor(values)))
    if whole and high - low <= BINS:
        return _on_grid(low, high, 1.0)
    upper = float(np.quantile(values, 0.995))
    if values.min() > 0 and middle > 0 and upper / middle > SKEWED:
        ends = float(np.log(low)), float(np.log(high))
        return _on_grid(*ends, _power((ends[1] - ends[0]) / BINS), logarithmic=True)
    return _on_grid(low, high, _power((high - low) / BINS or abs(low) / BINS or 1.0))


def _power(width: float) -> float:
    """Return the power of two that is not above a width: what was counted in one grid is so counted for many samples."""
    return float(2.0 ** np.floor(np.log2(min(width, _WIDEST))))


def _on_grid(low: float, high: float, width: float, *, logarithmic: bool = False) -> Scale:
    """Return buckets with zero on an edge, so that none holds numbers of both signs and zero can have one of its own."""
    first = np.floor(low / width / EDGES) * EDGES
    last = np.ceil((high / width + 1) / EDGES) * EDGES
    return Scale(max(float(first * width), -_FARTHEST), width, int(last - first), logarithmic)
