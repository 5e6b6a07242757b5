"""What stands behind a row of Scope: what its affected calls have in common, and some of them."""

from collections.abc import Sequence

from tidegauge.filters import TraceFilter, Window
from tidegauge.metrics.metric import Metric
from tidegauge.reports._gather import gather
from tidegauge.reports._scope.contrast import Bad, contrast, contrast_columns
from tidegauge.reports._scope.quantile import above
from tidegauge.reports._scope.records import MetricShown, ScopeDetail, ScopeRow
from tidegauge.reports._scope.samples import read_samples
from tidegauge.reports.source import Source


def scope_detail(
    source: Source,
    asked: TraceFilter,
    metric: Metric,
    shown: MetricShown,
    row: ScopeRow,
    preferred: Sequence[str] = (),
    *,
    box: Window | None = None,
) -> ScopeDetail:
    """Return what is different in a row's affected calls since its onset, and the newest of them.

    Affected are the calls that a rate counts; of any other metric all calls of the row. They are held against all other current
    calls. With a `box` the row's calls in that time are held against the row's other calls instead.

    Raises:
        FilterError: the filter names an attribute that the store does not have.
    """
    summed = above(metric, shown.threshold) if shown.threshold is not None else metric
    columns = contrast_columns(source, asked, summed, preferred)
    named = [name for name in row.where if name not in columns]
    calls = gather(source, asked, [summed], (*columns, *named))
    found = contrast(calls, summed, columns, Bad(row, box))
    samples = () if box else read_samples(source, asked, summed, row)
    return ScopeDetail(
        contrast=found.rows,
        samples=samples,
        n_bad=found.n_bad,
        n_rest=found.n_rest,
        question=found.question,
        looked_at=columns,
        link=row.affected,
    )
