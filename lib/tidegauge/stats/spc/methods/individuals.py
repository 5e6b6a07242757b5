"""I-MR chart: points as they are, with limits from their moving range."""

from tidegauge.stats.spc import _phase_one, _shewhart
from tidegauge.stats.spc._records import Baseline, Kind, Method, Subgroups, values


def fit(groups: Subgroups) -> Baseline:
    """Return the baseline of the points, each counting the same whatever its n."""
    return _phase_one.fit("individuals", values(groups.value, groups.phase), measured_spread=True)


METHOD = Method("I-MR chart", tuple(Kind), _shewhart.RULES, fit, _shewhart.chart, _shewhart.run_length)
