"""The texts of a frame as codes: each attribute's values in order, and each combination once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._sides import Numbers

FEWEST_SHARED = 0.05
"""An attribute whose values share less than this of both windows' calls tells only one window from the other."""

_MOST_KEY = 1 << 62


@dataclass(frozen=True)
class Apart:
    """An attribute with hardly a value in both windows: its most frequent value in each, with its share of calls."""

    name: str
    before: str | None
    now: str | None
    share_before: float
    share_now: float


@dataclass(frozen=True, eq=False)
class Coded:
    """The leaves: `codes` has shape (attributes, leaves), `values` what they stand for, and `leaf` the leaf of each row.

    Attributes with one value are left out; `apart` are those that have hardly a value in both windows.
    """

    names: tuple[str, ...]
    values: tuple[tuple[str | None, ...], ...]
    codes: NDArray[np.int32]
    leaf: NDArray[np.intp]
    apart: tuple[Apart, ...]

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return int(self.codes.shape[1])


def coded(frame: pl.DataFrame, columns: Sequence[str], names: Sequence[str], weight: str) -> Coded:
    """Return the codes of the text columns `columns`, which hold the attributes `names`, of rows with a `side`."""
    side, weights = frame["side"].to_numpy(), frame[weight].to_numpy().astype(np.float64)
    found, apart = [], []
    for column, name in zip(columns, names, strict=True):
        values, codes = _encoded(frame[column])
        if len(values) < 2:
            continue
        before, now = (
            _shares(codes[side == which], weights[side == which], len(values))
            for which in (REFERENCE, CURRENT)
        )
        if float(np.minimum(before, now).sum()) < FEWEST_SHARED:
            apart.append(_apart(name, values, before, now))
        else:
            found.append((name, values, codes))
    sizes = [len(values) for _, values, _ in found]
    leaf, first = combined([codes for *_, codes in found], sizes, frame.height)
    rows = [codes[first] for *_, codes in found]
    return Coded(
        tuple(name for name, *_ in found),
        tuple(values for _, values, _ in found),
        np.ascontiguousarray(rows, dtype=np.int32) if rows else np.zeros((0, first.size), dtype=np.int32),
        leaf,
        tuple(apart),
    )


def _apart(name: str, values: Sequence[str | None], before: Numbers, now: Numbers) -> Apart:
    first, last = int(np.argmax(before)), int(np.argmax(now))
    return Apart(name, values[first], values[last], float(before[first]), float(now[last]))


def _encoded(column: pl.Series) -> tuple[tuple[str | None, ...], NDArray[np.int32]]:
    texts = column.drop_nulls().unique().sort().to_list()
    codes = column.cast(pl.Enum(texts)).to_physical().cast(pl.Int32)
    if not column.null_count():
        return tuple(texts), codes.to_numpy()
    return (None, *texts), (codes + 1).fill_null(0).to_numpy()


def _shares(codes: NDArray[np.int32], weights: Numbers, size: int) -> Numbers:
    """Return each value's share of the calls of a window."""
    sums = np.bincount(codes, weights=weights, minlength=size)
    return np.asarray(sums / max(sums.sum(), 1e-300), dtype=np.float64)


def combined(
    columns: Sequence[NDArray[np.int32]], sizes: Sequence[int], height: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return each row's leaf, and the first row of each leaf; leaves are in the order of their codes.

    >>> leaf, first = combined([np.array([1, 0, 1], dtype=np.int32)], [2], 3)
    >>> leaf.tolist(), first.tolist()
    ([1, 0, 1], [1, 0])
    """
    key, span = np.zeros(height, dtype=np.int64), 1
    for codes, size in zip(columns, sizes, strict=True):
        if span >= _MOST_KEY // size:
            # As many numbers as there are rows hold the combinations so far, and keep their order.
            key = np.unique(key, return_inverse=True)[1].astype(np.int64)
            span = int(key.max(initial=0)) + 1
        key, span = key * size + codes, span * size
    _, first, leaf = np.unique(key, return_index=True, return_inverse=True)
    return leaf, first
