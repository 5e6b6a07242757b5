"""The metric itself in every window and segment, with its interval: the numbers that pages show."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tidegauge.alerts.history.records import Bins, History
from tidegauge.reports._families import family
from tidegauge.stats.estimate import Estimate, Floats

AT_ONCE = 4_000
"""Histograms are laid out in a table of so many at a time."""

Places = NDArray[np.int64]


def estimates(history: History, wanted: NDArray[np.bool_]) -> Estimate:
    """Return value, interval and rows of the windows asked about, shape (windows, segments); nan where not `wanted`."""
    windows, segments = np.nonzero(wanted)
    places = history.grid.asked[windows]
    if history.bins is None:
        found = _of_sums(history, places, segments)
    else:
        found = _of_bins(history, history.bins, places * wanted.shape[1] + segments)
    return Estimate(*(_spread(one, wanted) for one in (found.value, found.low, found.high, found.n)))


def usual_quantiles(history: History) -> Floats:
    """Return the quantile of each segment's baseline, shape (segments,)."""
    assert history.bins is not None  # noqa: S101  asked of quantiles only
    own, bins = np.isin(history.bins.window, history.grid.usual), history.bins
    sums = {
        "place": bins.segment[own],
        "bin": bins.bin[own],
        "n": bins.n[own],
        "low": bins.low[own],
        "high": bins.high[own],
    }
    return _merged(history, sums, len(history.segments))


def quantiles_before(history: History, shift: timedelta) -> Floats:
    """Return the quantile of the window so much before each that is asked about; nan where nothing is known of it."""
    places, there = history.grid.earlier(shift)
    earlier = replace(history, grid=replace(history.grid, asked=places))
    wanted = there[:, None] & (history.sums.n[places] > 0)
    return estimates(earlier, wanted).value


def _merged(history: History, sums: Mapping[str, NDArray[Any]], size: int) -> Floats:
    """Return quantiles of histograms in which a bucket of values may come several times."""
    key = sums["place"] * 1_000_000 + sums["bin"] - sums["bin"].min(initial=0)
    keys, where = np.unique(key, return_inverse=True)
    low, high = np.full(keys.size, np.inf), np.full(keys.size, -np.inf)
    np.minimum.at(low, where, sums["low"])
    np.maximum.at(high, where, sums["high"])
    n = np.bincount(where, weights=sums["n"], minlength=keys.size)
    merged = {"place": keys // 1_000_000, "bin": keys % 1_000_000, "n": n, "low": low, "high": high}
    return family(history.metric, history.part).estimate(history.part, merged, size).value


def _spread(values: Floats, wanted: NDArray[np.bool_]) -> Floats:
    found = np.full(wanted.shape, np.nan)
    found[wanted] = values
    return found


def _of_sums(history: History, windows: Places, segments: Places) -> Estimate:
    names = {"n": "n", "sa": "a", "sb": "b", "saa": "aa", "sab": "ab", "sbb": "bb"}
    own = {name: getattr(history.sums, field)[windows, segments] for name, field in names.items()}
    sums = {"place": np.arange(windows.size), **own}
    return family(history.metric, history.part).estimate(history.part, sums, windows.size)


def _of_bins(history: History, bins: Bins, wanted: Places) -> Estimate:
    """Return the estimates of the flat places `wanted`, ascending."""
    flat = bins.window * len(history.segments) + bins.segment
    order = np.argsort(flat, kind="stable")
    ordered = flat[order]
    parts = []
    for first in range(0, wanted.size, AT_ONCE):
        some = wanted[first : first + AT_ONCE]
        span = order[np.searchsorted(ordered, some[0]) : np.searchsorted(ordered, some[-1], "right")]
        place = np.minimum(np.searchsorted(some, flat[span]), some.size - 1)
        kept = some[place] == flat[span]
        span, place = span[kept], place[kept]
        first_, second = ("low", "high") if history.kind == "quantile" else ("w0", "w1")
        sums = {"place": place, "bin": bins.bin[span], "n": bins.n[span]}
        sums |= {first_: bins.low[span], second: bins.high[span]}
        parts.append(family(history.metric, history.part).estimate(history.part, sums, some.size))
    return Estimate(
        *(
            np.concatenate([np.zeros(0), *(getattr(one, name) for one in parts)])
            for name in ("value", "low", "high", "n")
        )
    )
