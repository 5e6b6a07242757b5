"""A quantile as a share: how many calls lie above what the segment's quantile was in its baseline."""

import numpy as np
from numpy.typing import NDArray

from tidegauge.alerts.history.records import Bins
from tidegauge.stats.estimate import Floats


def exceeded(
    bins: Bins, level: float, shape: tuple[int, int], usual: NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """Return the rows of each window and segment, and those in buckets above that of the baseline's quantile.

    A share has a tail that is exact at any number of rows; the quantile itself of few rows has not.
    """
    windows, segments = shape
    flat = bins.window * segments + bins.segment

    def counted(rows: Floats) -> Floats:
        return np.bincount(flat, weights=rows, minlength=windows * segments).astype(np.float64).reshape(shape)

    edge = _edges(bins, level, segments, usual)
    return counted(bins.n), counted(np.where(bins.bin > edge[bins.segment], bins.n, 0))


def _edges(bins: Bins, level: float, segments: int, usual: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the bucket in which the quantile of each segment's baseline lies; the last one where it has no baseline."""
    own = np.isin(bins.window, usual)
    last = int(bins.bin.max(initial=0))
    edges = np.full(segments, last)
    segment, bin_, n = bins.segment[own], bins.bin[own], bins.n[own]
    order = np.lexsort((bin_, segment))
    segment, bin_, n = segment[order], bin_[order], n[order]
    for place in np.unique(segment).tolist():
        first, end = np.searchsorted(segment, [place, place + 1])
        counted = np.cumsum(n[first:end])
        edges[place] = bin_[first + int(np.searchsorted(counted, level * counted[-1]))]
    return edges
