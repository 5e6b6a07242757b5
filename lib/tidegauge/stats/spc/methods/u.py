"""u chart: events per exposure that vary by chance alone."""

from tidegauge.stats.spc import _shewhart
from tidegauge.stats.spc._records import Kind

METHOD = _shewhart.method("u", "u chart", (Kind.COUNT,), measured_spread=False)
