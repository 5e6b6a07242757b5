"""The report with the seconds that it took: what a responder waits for is said."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tidegauge import formats
from tidegauge.filters import TraceFilter
from tidegauge.findings import Finding
from tidegauge.metrics.metric import Metric
from tidegauge.reports._scope.records import ScopeReport
from tidegauge.reports.scope import scope
from tidegauge.reports.source import Source


@dataclass(frozen=True)
class Timed:
    """A report and how long it took, seconds."""

    report: ScopeReport
    seconds: float

    @property
    def finding(self) -> Finding:
        """The finding, with the time as its last fact."""
        first = self.report.findings[0]
        return replace(first, details=(*first.details, formats.duration(self.seconds * 1000)))


def timed_scope(
    source: Source,
    asked: TraceFilter,
    metric: Metric,
    dimensions: Sequence[str],
    preferred: Sequence[str],
    *,
    currency: str,
) -> Timed:
    """Return the report, without its replay: that is asked for once the page stands."""
    begun = time.perf_counter()
    found = scope(source, asked, metric, dimensions, preferred, replay=False, currency=currency)
    return Timed(found, time.perf_counter() - begun)
