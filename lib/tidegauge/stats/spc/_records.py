"""What a control chart takes and gives: subgroups, a frozen baseline, charted points, and the method itself."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tidegauge.errors import TidegaugeError
from tidegauge.stats.estimate import Floats
from tidegauge.stats.spc.rule import Rule

MINIMUM_POINTS = 20
"""Baseline points below which limits are a guess (Montgomery: 20 to 25)."""


class BaselineError(TidegaugeError):
    """No limits can be set from these points."""


class Kind(StrEnum):
    """What the points of a chart are."""

    RATE = "rate"
    COUNT = "count"
    MEAN = "mean"
    VALUE = "value"


@dataclass(frozen=True, eq=False)
class Subgroups:
    """What each point stands on, shape (m,) each, in order of time. A point with n = 0 or nan is a gap.

    * RATE: n rows, s = ss = those that are so.
    * COUNT: n is the exposure (calls, days), s = ss = events.
    * MEAN: n rows, the sum of their values, the sum of their squares.
    * VALUE: one number a point, such as a p95 or a total: n = 1, s the number, ss its square.

    `phase` numbers the place of each point in its season: hour of the week (0 to 167), hour of the day or day of the
    week. None means that no season is looked for.
    """

    kind: Kind
    n: Floats
    s: Floats
    ss: Floats
    phase: NDArray[np.int64] | None = None

    @property
    def value(self) -> Floats:
        """s / n, nan at a gap.

        >>> Subgroups(Kind.RATE, np.array([50.0, 0.0]), np.array([2.0, 0.0]), np.array([2.0, 0.0])).value.tolist()
        [0.04, nan]
        """
        exposed = np.where(self.n > 0, self.n, np.nan)
        return np.asarray(self.s / exposed)

    def __len__(self) -> int:
        return self.n.size

    def __getitem__(self, part: slice) -> "Subgroups":
        """Return the points of a stretch of time, such as the baseline's."""
        phase = None if self.phase is None else self.phase[part]
        return Subgroups(self.kind, self.n[part], self.s[part], self.ss[part], phase)


def values(points: Floats, phase: NDArray[np.int64] | None = None) -> Subgroups:
    """Return subgroups of kind VALUE: one number a point, nan where there is none.

    >>> len(values(np.array([812.0, np.nan, 790.0])))
    3
    """
    x = np.asarray(points, dtype=np.float64)
    return Subgroups(Kind.VALUE, np.where(np.isfinite(x), 1.0, np.nan), x, x * x, phase)


@dataclass(frozen=True)
class Baseline:
    """Phase I, frozen: plain numbers that are stored as JSON and read back (`baseline_json`).

    A point's sigma is what chance alone makes of it, times `factor`. Chance alone: sqrt(c (1 - c) / n) for a rate and
    sqrt(c / n) for a count, with c the centre at that point's place in the season; `sigma` / sqrt(n) for a mean;
    `sigma` for a value.
    """

    method: str
    kind: Kind
    points: int
    """Points with a value in the baseline."""
    centre: float
    sigma: float
    """Standard deviation of one row about the centre; of one point for a VALUE."""
    typical_n: float = 1.0
    """Mean n of a baseline point. EWMA is drawn in the metric's unit for a point of this size."""
    sigma_z: float = 1.0
    """Measured spread over that of chance alone; above 1.3 the points are overdispersed."""
    autocorrelation: float = 0.0
    """Lag-1 autocorrelation of the standardised points, corrected for its bias."""
    widening: float = 1.0
    """By how much limits are wider for it; 1 when it is too small to matter, or not told from chance. EWMA and CUSUM
    run on residuals then, whose limits are these in the unit of the level."""
    factor: float = 1.0
    """Everything that chance's sigma is multiplied by: sigma_z where the method uses it, the widening, the season."""
    season: tuple[float, ...] = ()
    """The season's profile by phase; empty when there is none."""
    additive: bool = False
    """Whether the profile is added to the centre (mean 0) instead of multiplied with it (mean 1)."""
    limits: tuple[float, float] | None = None
    """Fixed limits of a percentile chart."""


@dataclass(frozen=True)
class Signal:
    """The point that completes a rule's pattern, 0-based."""

    index: int
    rule: Rule


@dataclass(frozen=True, eq=False)
class Charted:
    """Points beside a frozen baseline, shape (m,) each; gaps are nan.

    `statistic` is what is drawn with `centre`, `lower` and `upper`: the point itself, the EWMA in the metric's unit, or
    the upper CUSUM in sigmas. `other` is the second line of a CUSUM, negative. `z` is each point's own distance from
    the centre in sigmas, before any smoothing.
    """

    statistic: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    z: Floats
    signals: tuple[Signal, ...]
    other: Floats | None = None


@dataclass(frozen=True)
class Method:
    """One member of the family.

    `fit(groups)` raises BaselineError when fewer than two points have a value. `chart(groups, baseline, rules)` ignores
    rules that are not in `rules`. `run_length(baseline, rules)` is the expected number of points between false signals:
    on independent normal points with known parameters.
    """

    label: str
    kinds: tuple[Kind, ...]
    rules: tuple[Rule, ...]
    fit: Callable[[Subgroups], Baseline]
    chart: Callable[[Subgroups, Baseline, Collection[Rule]], Charted]
    run_length: Callable[[Baseline, Collection[Rule]], float]
