"""p′ chart: a rate whose true level moves from point to point more than its rows explain (Laney)."""

from tidegauge.stats.spc import _shewhart
from tidegauge.stats.spc._records import Kind

METHOD = _shewhart.method("p_prime", "p′ chart", (Kind.RATE,), measured_spread=True)
