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
    every = max(1, counted[REFERENCE] // ROWS)
    found = calls.sample(REFERENCE, every, 2 * ROWS)
    if every > 1 and len(next(iter(found.values()))) < FEWEST:
        found = calls.sample(REFERENCE, 1, ROWS)
    return Sample(found, counted[REFERENCE], counted[CURRENT])


def scale_of(values: Floats) -> Scale:
    """Return the scale for numbers like these.

    >>> scale_of(np.array([1.0, 2.0, 3.0, 6.0]))
    Scale(low=1.0, width=1.0, bins=5, logarithmic=False)
    """
    if not values.size:
        return Scale(0.0, 1.0, BINS)
    low, middle, high = (float(edge) for edge in np.quantile(values, [0.0005, 0.5, 0.9995]))
    whole = bool(np.all(values == np.floor(values)))
    if whole and high - low <= BINS:
        return Scale(float(np.floor(low)), 1.0, int(high - low) + 1)
    upper = float(np.quantile(values, 0.995))
    if values.min() > 0 and middle > 0 and upper / middle > SKEWED:
        return Scale(float(np.log(low)), float(np.log(high / low)) / BINS, BINS, logarithmic=True)
    width = (high - low) / BINS or abs(low) / BINS or 1.0
    # Zero lies on an edge, so that no bucket holds numbers of both signs and zero can have one of its own.
    first = np.floor(low / width) * width
    return Scale(float(first), width, BINS + 1)
