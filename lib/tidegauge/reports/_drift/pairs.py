"""The counts of one column on both sides, as the statistics take them."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.stats.drift._pair import CategoryPair, NumberPair
from tidegauge.stats.estimate import Floats

MOST_VALUES = 500
"""The most frequent values of a category stand alone; all others are one."""

REST = "other values"


def number_pair(frame: pl.DataFrame) -> NumberPair:
    """Return a number's buckets on both sides. NaN and infinities are in none, and count as not recorded.

    `frame` has rows (side, bucket, n, total, squares, low, high).
    """
    known = frame.filter(pl.col("bucket").is_not_null(), pl.col("total").is_finite())
    found = known.group_by("bucket").agg(pl.col("low").min(), pl.col("high").max()).sort("low")
    sides = {
        side: found.join(_side(known, side), on="bucket", how="left", maintain_order="left")
        for side in (0, 1)
    }
    before, after = sides[REFERENCE], sides[CURRENT]
    return NumberPair(
        lower=_floats(found["low"]),
        upper=_floats(found["high"]),
        reference=_floats(before["n"]),
        current=_floats(after["n"]),
        reference_sum=_floats(before["total"]),
        current_sum=_floats(after["total"]),
        reference_squares=float(before["squares"].sum() or 0),
        current_squares=float(after["squares"].sum() or 0),
        reference_null=_missing(frame, known, REFERENCE),
        current_null=_missing(frame, known, CURRENT),
    )


def as_yes_or_no(pair: NumberPair | CategoryPair) -> CategoryPair | None:
    """Return a number that is only ever 0 or 1 as two categories, else None.

    A rate has a sharper test than a distribution: Kolmogorov's takes ties for no difference.
    """
    if not isinstance(pair, NumberPair) or not is_yes_or_no(pair):
        return None
    names = tuple(f"{value:g}" for value in pair.lower)
    return CategoryPair(names, pair.reference, pair.current, pair.reference_null, pair.current_null)


def is_yes_or_no(pair: NumberPair) -> bool:
    """Return whether a number is 0 or 1 in every row that records it."""
    exact = bool(np.all(pair.lower == pair.upper))
    return exact and 0 < pair.lower.size <= 2 and bool(np.all(np.isin(pair.lower, [0.0, 1.0])))


def category_pair(frame: pl.DataFrame) -> CategoryPair:
    """Return a category's values on both sides, the most frequent first. `frame` has rows (side, value, n)."""
    known = frame.filter(pl.col("value").is_not_null())
    every = known.group_by("value").agg(pl.col("n").sum()).sort("n", "value", descending=[True, False])
    kept = every.head(MOST_VALUES)
    counts = {
        side: kept.join(_side(known, side), on="value", how="left", maintain_order="left") for side in (0, 1)
    }
    columns = {side: _floats(one["n_right"]) for side, one in counts.items()}
    is_cut = every.height > kept.height
    if is_cut:
        rest = {side: _total(known, side) - columns[side].sum() for side in (0, 1)}
        columns = {side: np.append(column, rest[side]) for side, column in columns.items()}
    return CategoryPair(
        values=(*kept["value"].to_list(), *([REST] if is_cut else [])),
        reference=columns[REFERENCE],
        current=columns[CURRENT],
        reference_null=_missing(frame, known, REFERENCE),
        current_null=_missing(frame, known, CURRENT),
        rest=is_cut,
    )


def _side(frame: pl.DataFrame, side: int) -> pl.DataFrame:
    own: Sequence[str] = [name for name in frame.columns if name not in {"side", "low", "high"}]
    return frame.filter(pl.col("side") == side).select(own)


def _floats(column: pl.Series) -> Floats:
    return column.cast(pl.Float64).fill_null(0).to_numpy()


def _total(frame: pl.DataFrame, side: int) -> float:
    return float(frame.filter(pl.col("side") == side)["n"].sum())


def _missing(frame: pl.DataFrame, known: pl.DataFrame, side: int) -> float:
    return _total(frame, side) - _total(known, side)
