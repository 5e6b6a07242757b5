"""The median latency of rated and of unrated sessions, stratum by stratum, from histograms."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from tidegauge.reports._feedback.tally import Pooled, measure
from tidegauge.reports._records import Measure
from tidegauge.stats import quantile
from tidegauge.stats.estimate import Difference, Estimate, Floats, floats
from tidegauge.stats.normal import critical, p_value

MEDIAN = 0.5


@dataclass(frozen=True, eq=False)
class Medians:
    """The medians of each stratum: `unrated` and `rated`, shape (m,)."""

    segments: tuple[str | None, ...]
    unrated: Estimate
    rated: Estimate

    def pooled(self) -> Pooled:
        """Return standardised medians: strata are weighted by n1 n2 / (n1 + n2), as of any other signal."""
        change = quantile.difference(self.unrated, self.rated)
        n0, n1 = self.unrated.n, self.rated.n
        known = np.isfinite(change.low) & np.isfinite(change.high) & (n0 > 1) & (n1 > 1)
        if not known.any():
            nan = float("nan")
            empty = Difference(*floats(nan, nan, nan, nan, n0.sum(), n1.sum()))
            return Pooled(Measure(nan, nan, nan, int(n1.sum())), Measure(nan, nan, nan, int(n0.sum())), empty)
        weight = (n0 * n1 / (n0 + n1))[known]
        value = _mean(change.value[known], weight)
        # MOVER's two sides, each weighed as a standard error of its own.
        below, above = (
            float(np.sqrt(((weight * one[known]) ** 2).sum()) / weight.sum())
            for one in (change.value - change.low, change.high - change.value)
        )
        error = (below if value > 0 else above) / critical(0.95)
        p = p_value(np.asarray(value), np.asarray(error))
        whole = Difference(*floats(value, value - below, value + above, p, n0.sum(), n1.sum()))
        rated, unrated = (_mean(one.value[known], weight) for one in (self.rated, self.unrated))
        return Pooled(_bare(rated, n1), _bare(unrated, n0), whole)

    def of(self, segment: str | None) -> Pooled:
        """Return one stratum alone."""
        place = self.segments.index(segment)
        unrated, rated = (_at(one, place) for one in (self.unrated, self.rated))
        return Pooled(measure(rated), measure(unrated), quantile.difference(unrated, rated))

    def heterogeneity(self) -> float:
        """Latency says nothing of who is happy: its strata need not agree."""
        return 1.0


def latency_tally(frame: pl.DataFrame) -> Medians:
    """Return the medians of the histograms (segment, rated, bin, n, low, high)."""
    segments = tuple(frame["segment"].unique().sort())
    ends = frame.group_by("bin").agg(pl.col("low").min(), pl.col("high").max()).sort("bin")
    unrated, rated = (
        quantile.estimate(
            ends["low"].to_numpy(), ends["high"].to_numpy(), _counts(frame, ends, segments, side), MEDIAN
        )
        for side in (0, 1)
    )
    return Medians(segments, unrated, rated)


def _counts(frame: pl.DataFrame, ends: pl.DataFrame, segments: tuple[str | None, ...], side: int) -> Floats:
    rows = {segment: place for place, segment in enumerate(segments)}
    bins = {number: place for place, number in enumerate(ends["bin"])}
    counts = np.zeros((len(segments), len(bins)))
    for segment, number, n in frame.filter(pl.col("rated") == side).select("segment", "bin", "n").iter_rows():
        counts[rows[segment], bins[number]] += n
    return counts


def _mean(values: Floats, weight: Floats) -> float:
    return float(weight @ values / weight.sum())


def _bare(value: float, n: Floats) -> Measure:
    return Measure(value, np.nan, np.nan, int(n.sum()))


def _at(found: Estimate, place: int) -> Estimate:
    return Estimate(*(np.asarray(one[place]) for one in (found.value, found.low, found.high, found.n)))
