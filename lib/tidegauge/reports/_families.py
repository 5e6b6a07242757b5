"""How the sums of each kind of metric become an estimate and a difference: sums in, arrays out."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import RATIO, BinParts, DistinctParts, Parts, SumParts
from tidegauge.reports._sides import Numbers, Sums
from tidegauge.stats import calibration, mean, proportion, quantile, ratio, total
from tidegauge.stats.estimate import Difference, Estimate

SEED = 20_261
"""The bootstrap of a calibration error draws from here, so that a link shows the same interval twice."""


@dataclass(frozen=True)
class Family:
    """What one kind of metric does with the sums of k segments, given in one order on both sides."""

    estimate: Callable[[Parts, Sums, int], Estimate]
    difference: Callable[[Parts, Sums, Sums, int], Difference]
    relative: bool = False


def family(metric: Metric, part: Parts) -> Family:
    """Return the family of a metric: what is asked per unit is a share or a mean over units."""
    if isinstance(part, DistinctParts):
        return _FAMILIES["mean" if part.numerator is not None else "total"]
    if metric.per and metric.kind not in {"rate", "quantile", "calibration"}:
        return _FAMILIES["mean"]
    return _FAMILIES[metric.kind]


def _columns(sums: Sums, size: int, *names: str) -> list[Numbers]:
    """Return sums as arrays of length `size`; a segment without any has 0."""
    arrays = [np.zeros(size) for _ in names]
    for array, name in zip(arrays, names, strict=True):
        array[sums["place"]] = sums[name]
    return arrays


def _rate(part: Parts, sums: Sums, size: int) -> Estimate:
    del part
    n, k = _columns(sums, size, "n", "sa")
    return proportion.estimate(k, n)


def _rate_difference(part: Parts, before: Sums, after: Sums, size: int) -> Difference:
    del part
    (n1, k1), (n2, k2) = (_columns(sums, size, "n", "sa") for sums in (before, after))
    return proportion.difference((k1, n1), (k2, n2))


def _moments(sums: Sums, size: int) -> tuple[Numbers, ...]:
    return tuple(_columns(sums, size, "n", "sa", "saa"))


def _is_root(part: Parts) -> bool:
    return isinstance(part, SumParts) and part.root


def _mean(part: Parts, sums: Sums, size: int) -> Estimate:
    n, s, ss = _moments(sums, size)
    found = mean.estimate(n, s, ss)
    if not _is_root(part):
        return found
    value, low, high = (np.sqrt(np.maximum(one, 0)) for one in (found.value, found.low, found.high))
    return Estimate(value, low, high, found.n)


def _mean_difference(part: Parts, before: Sums, after: Sums, size: int) -> Difference:
    if _is_root(part):
        return quantile.difference(_mean(part, before, size), _mean(part, after, size))
    (n1, s1, ss1), (n2, s2, ss2) = _moments(before, size), _moments(after, size)
    return mean.difference((n1, s1, ss1), (n2, s2, ss2))


def _total(part: Parts, sums: Sums, size: int) -> Estimate:
    del part
    n, s, ss = _moments(sums, size)
    return total.estimate(n, s, ss)


def _total_difference(part: Parts, before: Sums, after: Sums, size: int) -> Difference:
    del part
    (n1, s1, ss1), (n2, s2, ss2) = _moments(before, size), _moments(after, size)
    return total.relative_change((n1, s1, ss1), (n2, s2, ss2))


def _ratio(part: Parts, sums: Sums, size: int) -> Estimate:
    del part
    n, a, b, aa, ab, bb = _columns(sums, size, *RATIO)
    return ratio.estimate(n, a, b, aa, ab, bb)


def _ratio_difference(part: Parts, before: Sums, after: Sums, size: int) -> Difference:
    del part
    n1, a1, b1, aa1, ab1, bb1 = _columns(before, size, *RATIO)
    n2, a2, b2, aa2, ab2, bb2 = _columns(after, size, *RATIO)
    return ratio.difference((n1, a1, b1, aa1, ab1, bb1), (n2, a2, b2, aa2, ab2, bb2))


def _quantile(part: Parts, sums: Sums, size: int) -> Estimate:
    bins = np.unique(sums["bin"])
    if not bins.size:
        nothing = np.full(size, np.nan)
        return Estimate(nothing, nothing, nothing, np.zeros(size))
    level = part.level if isinstance(part, BinParts) and part.level is not None else 0.5
    counts, low, high = (np.zeros((size, bins.size)) for _ in range(3))
    there = (sums["place"], np.searchsorted(bins, sums["bin"]))
    for array, name in ((counts, "n"), (low, "low"), (high, "high")):
        array[there] = sums[name]
    return quantile.estimate(low, high, counts, level)


def _quantile_difference(part: Parts, before: Sums, after: Sums, size: int) -> Difference:
    return quantile.difference(_quantile(part, before, size), _quantile(part, after, size))


def _calibration(part: Parts, sums: Sums, size: int) -> Estimate:
    del part
    random = np.random.default_rng(SEED)
    found = []
    for place in range(size):
        own = sums["place"] == place
        n, predicted, label = (sums[name][own] for name in ("n", "w0", "w1"))
        found.append(calibration.expected_calibration_error(n, predicted, label, random))
    value, low, high, n = (
        np.array([float(getattr(one, name)) for one in found]) for name in ("value", "low", "high", "n")
    )
    return Estimate(value, low, high, n)


def _calibration_difference(part: Parts, before: Sums, after: Sums, size: int) -> Difference:
    return quantile.difference(_calibration(part, before, size), _calibration(part, after, size))


_FAMILIES = {
    "rate": Family(_rate, _rate_difference),
    "mean": Family(_mean, _mean_difference),
    "total": Family(_total, _total_difference, relative=True),
    "ratio": Family(_ratio, _ratio_difference),
    "quantile": Family(_quantile, _quantile_difference),
    "calibration": Family(_calibration, _calibration_difference),
}
