"""Whether two distributions are further apart than a limit: PSI, Kolmogorov's D and Wasserstein's distance, at every look."""

import numpy as np

from tidegauge.stats.drift import kolmogorov_smirnov, psi, wasserstein_per_std
from tidegauge.stats.drift._cells import cells
from tidegauge.stats.drift._pair import CategoryPair, NumberPair
from tidegauge.stats.drift._summary import Summary, of_pair
from tidegauge.stats.estimate import Difference, Floats, floats
from tidegauge.stats.limits.bound import NOTHING, Bound
from tidegauge.stats.limits.excess import of_difference
from tidegauge.stats.limits.steadiness import log_deviation
from tidegauge.stats.normal import critical

MEASURES = ("psi", "ks", "wasserstein")


def shift(pair: NumberPair | CategoryPair, limit: float, measure: str, planned: float) -> Bound:
    """Return how far the distance of two distributions is beyond `limit`; `value` + limit is the distance.

    Chance alone pushes every distance up, so that the interval's lower end does not lean on the distance being unbiased.

    Parameters
    ----------
    pair : counts of both sides, baseline first.
    limit : 0.2 of a PSI is what the field calls a large shift.
    measure : `psi` (nulls are a cell of their own), `ks` or `wasserstein` (in standard deviations of the baseline), which
        are for numbers alone; of a category they are its PSI.
    planned : rows of both sides together at which the decision is expected.
    """
    if measure == "ks" and isinstance(pair, NumberPair):
        return _ks(pair, limit)
    if measure == "wasserstein" and isinstance(pair, NumberPair):
        return _wasserstein(pair, limit, planned)
    return _psi(of_pair(pair), limit, planned)


def _psi(summary: Summary, limit: float, planned: float, alpha: float = 0.05) -> Bound:
    """The root of PSI is a distance: of what is seen and what is true it differs by no more than chance's own root.

    Chance's own PSI, times nm / (n + m), is a chi-squared with k - 1 degrees of freedom at one look; at all of them at
    once it stays below the mixture's boundary.

    References
    ----------
    Yurdakul, B. and Naranjo, J. (2020). J. Risk Model Validation 14(4). Robbins, H. (1970). Statistical methods related to
    the law of the iterated logarithm. Ann. Math. Statist. 41, 1397-1409 (the normal mixture, here of k - 1 dimensions).
    """
    table = cells(summary, nulls=True)
    if table is None:
        return NOTHING
    n, m = float(table.reference.sum()), float(table.current.sum())
    value = psi.distance(summary).value
    if not n or not m or np.isnan(value):
        return NOTHING
    weight, freedom = n * m / (n + m), max(table.reference.size - 1, 1)
    spread = 4 * weight / planned * _best_spread(freedom, alpha)

    def boundary(level: float) -> float:
        inside = 2 * np.log(1 / level) + freedom * np.log1p(spread)
        return float(np.sqrt((1 + 1 / spread) * inside / weight))

    seen, reach = float(np.sqrt(value)), boundary(alpha)
    low, high = max(seen - reach, 0.0) ** 2, (seen + reach) ** 2
    gap = max(seen - np.sqrt(limit), 0.0)
    shape = weight * gap**2 * spread / (1 + spread) - freedom * np.log1p(spread)
    return Bound(value - limit, low - limit, high - limit, float(np.exp(-max(shape, 0.0) / 2)))


def _best_spread(freedom: float, alpha: float) -> float:
    """Return the spread at which the boundary is lowest at the planned rows."""
    tried = np.geomspace(0.05, 50, 200)
    reach = (1 + 1 / tried) * (2 * np.log(1 / alpha) + freedom * np.log1p(tried))
    return float(tried[int(np.argmin(reach))])


def _ks(pair: NumberPair, limit: float, alpha: float = 0.05) -> Bound:
    """Howard, S. R. and Ramdas, A. (2022). Bernoulli 28, 1704-1728, corollary 2: the band of a distribution function at all times."""
    found = kolmogorov_smirnov.METHOD.binned
    assert found is not None  # noqa: S101  it is offered for numbers
    distance = found(pair)
    n, m = float(pair.reference.sum()), float(pair.current.sum())
    if np.isnan(distance.value) or min(n, m) < 1:
        return NOTHING

    def reach(level: float) -> float:
        return sum(
            0.85 * float(np.sqrt((np.log1p(np.log(rows)) + 0.8 * np.log(3224 / level)) / rows))
            for rows in (n, m)
        )

    half = reach(alpha)
    value = distance.value
    levels = np.geomspace(1e-12, 1.0, 400)
    ruled = [level for level in levels if value - reach(float(level)) > limit]
    p_value = float(ruled[0]) if ruled else 1.0
    return Bound(
        value - limit, value - half - limit, min(value + distance.error + half, 1.0) - limit, p_value
    )


def _wasserstein(pair: NumberPair, limit: float, planned: float) -> Bound:
    """W1 is the mean difference of one function of the values, where the sides' order is known: its error is a mean's."""
    found = wasserstein_per_std.METHOD.binned
    assert found is not None  # noqa: S101  it is offered for numbers
    distance, middle = found(pair), (pair.lower + pair.upper) / 2
    n, m = float(pair.reference.sum()), float(pair.current.sum())
    if np.isnan(distance.value) or min(n, m) < 2:
        return NOTHING
    deviation = float(np.exp(log_deviation(middle, pair.reference).value))
    ahead = np.cumsum(pair.reference) / n - np.cumsum(pair.current) / m
    steps = np.diff(middle, append=middle[-1:]) * np.sign(ahead)
    carried = np.concatenate([[0.0], np.cumsum(steps)[:-1]]) / deviation
    error = float(np.sqrt(_variance(carried, pair.reference) / n + _variance(carried, pair.current) / m))
    half, value = critical(0.95) * error, distance.value - (distance.no_drift or 0.0)
    change = Difference(*floats(value, value - half, value + half + distance.error, 1.0, n, m))
    return of_difference(change, limit, worse=1, planned=planned)


def _variance(values: Floats, rows: Floats) -> float:
    mean = float((values * rows).sum() / rows.sum())
    return float((((values - mean) ** 2) * rows).sum() / rows.sum())
