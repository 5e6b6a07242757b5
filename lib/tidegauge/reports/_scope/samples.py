"""Some of a row's affected calls, the newest first."""

from tidegauge.filters import TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.metrics.parts import SumParts, parts
from tidegauge.queries.scope_contrast import samples
from tidegauge.reports._scope.records import Sample, ScopeRow
from tidegauge.reports._scope.rows import OTHERS
from tidegauge.reports._scope.where import conditions
from tidegauge.reports.source import Source

MOST = 20


def read_samples(source: Source, asked: TraceFilter, metric: Metric, row: ScopeRow) -> tuple[Sample, ...]:
    """Return up to 20 calls of a row: those that a rate counts, else any."""
    if OTHERS in row.where.values():
        return ()
    narrowed = asked.narrowed(*conditions(row.where))
    rows = source.rows(narrowed)
    part = parts(metric, rows.column)
    hit = part.numerator if isinstance(part, SumParts) and metric.kind == "rate" and not metric.per else None
    found = source.store.read(samples(rows, narrowed, hit, MOST))
    return tuple(Sample(*row) for row in found.iter_rows())
