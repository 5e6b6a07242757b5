"""X-bar chart: means of subgroups, with limits from the spread within them (S)."""

from tidegauge.stats.spc import _shewhart
from tidegauge.stats.spc._records import Kind

METHOD = _shewhart.method("x_bar_s", "X̄ chart", (Kind.MEAN,), measured_spread=False)
