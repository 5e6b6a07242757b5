"""u′ chart: events per exposure whose true level moves more than chance explains (Laney)."""

from tidegauge.stats.spc import _shewhart
from tidegauge.stats.spc._records import Kind

METHOD = _shewhart.method("u_prime", "u′ chart", (Kind.COUNT,), measured_spread=True)
