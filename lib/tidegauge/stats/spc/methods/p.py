"""p chart: a rate whose rows vary by chance alone."""

from tidegauge.stats.spc import _shewhart
from tidegauge.stats.spc._records import Kind

METHOD = _shewhart.method("p", "p chart", (Kind.RATE,), measured_spread=False)
