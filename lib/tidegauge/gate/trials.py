"""A number held against its limit, before it is decided: how the checks say what they look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isnan

from tidegauge.findings import Effect
from tidegauge.reports._records import Measure
from tidegauge.stats.estimate import Estimate
from tidegauge.stats.limits.bound import Bound


@dataclass(frozen=True)
class Trial:
    """One number, its limit, and the bound on how far it is beyond.

    `margin` is how far from the limit the number is expected where the candidate is as good as the baseline, in the unit of
    `bound`. `exact` says that the bound holds for any number of rows. `weight` is the share of the candidate's calls that it is about,
    within `family`: a search passes where enough of each family does. `problem` says why nothing can be held, if so.
    """

    what: str
    unit: str
    baseline: Measure | None
    candidate: Measure
    difference: Effect | None
    limit: str
    bound: Bound
    margin: float
    test: str
    paired: bool = False
    exact: bool = False
    per: str = "calls"
    segment: Mapping[str, str] = field(default_factory=dict)
    weight: float = 1.0
    family: str = ""
    p_change: float | None = None
    fixed_baseline: bool = False
    problem: str = ""


def measure(estimate: Estimate) -> Measure:
    """Return one estimate as a record."""
    n = float(estimate.n)
    return Measure(
        float(estimate.value), float(estimate.low), float(estimate.high), 0 if isnan(n) else int(n)
    )
