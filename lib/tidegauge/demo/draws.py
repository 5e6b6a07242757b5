"""Random draws of whole columns from a generator that the caller owns."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tidegauge.demo.clock import Clock, since_1970
from tidegauge.demo.plan import Release

Numbers = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


def positions(rng: np.random.Generator, shares: Sequence[float], n: int) -> Integers:
    """Return n positions 0 .. len(shares) - 1, drawn with probabilities proportional to `shares`."""
    edges = np.cumsum(np.asarray(shares, dtype=np.float64))
    return np.searchsorted(edges[:-1] / edges[-1], rng.random(n), side="right").astype(np.int64)


def values(rng: np.random.Generator, shares: Mapping[str, float], n: int) -> pl.Series:
    """Return n of the keys of `shares`."""
    return pl.Series(list(shares)).gather(positions(rng, list(shares.values()), n))


def one_of(rng: np.random.Generator, choices: Sequence[str], n: int) -> pl.Series:
    """Return n of `choices`, each as likely as the others."""
    return pl.Series(list(choices)).gather(rng.integers(0, len(choices), n))


def lognormal(rng: np.random.Generator, mean: Numbers | float, sigma: float, n: int) -> Numbers:
    """Return n positive values with the given mean and spread of their logarithm."""
    noise: Numbers = np.exp(sigma * rng.standard_normal(n) - sigma * sigma / 2)
    return noise * mean


def identifiers(rng: np.random.Generator, n: int, size: int) -> pl.Series:
    """Return n random identifiers of `size` bytes each, in hexadecimal.

    >>> identifiers(np.random.default_rng(1), 2, 4).str.len_chars().to_list()
    [8, 8]
    """
    text = rng.bytes(n * size).hex()
    return pl.Series([text[i : i + 2 * size] for i in range(0, len(text), 2 * size)], dtype=pl.String)


def released(rng: np.random.Generator, releases: Sequence[Release], at: Integers, clock: Clock) -> pl.Series:
    """Return the version that serves at each time of `at` (microseconds): the newest that has reached it."""
    chosen = np.zeros(len(at), dtype=np.int64)
    for position, release in enumerate(releases[1:], start=1):
        start = clock.microseconds(release.at)
        ramp = np.clip((at - start) / (release.over * 86_400e6 or 1.0), 0.0, 1.0)
        chosen[rng.random(len(at)) < release.share * ramp] = position
    return pl.Series([release.version for release in releases], dtype=pl.String).gather(chosen)


def times(microseconds: Integers) -> pl.Series:
    """Return microseconds since 1970 as a column of naive UTC times."""
    return pl.Series(microseconds).cast(pl.Datetime("us"))


def after(at: Integers, moment: datetime) -> Flags:
    """Return which times lie at or after `moment`."""
    return at >= since_1970(moment)
