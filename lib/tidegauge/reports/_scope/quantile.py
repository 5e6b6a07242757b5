"""A quantile as a share: how many calls lie above what the reference's quantile was."""

from dataclasses import dataclass, replace
from math import isfinite, nan

from tidegauge.errors import MetricError
from tidegauge.filters import TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._families import family
from tidegauge.reports._gather import gather
from tidegauge.reports._sides import Sides
from tidegauge.reports._summary import summarise
from tidegauge.reports.source import Source


def above(metric: Metric, threshold: float) -> Metric:
    """Return the share of calls above a threshold of what the quantile is of.

    >>> one = Metric("p95", "Latency p95", "p95(duration_ms)", "ms", "lower", "quantile")
    >>> above(one, 1250.0).expression
    'rate(duration_ms > 1250.0)'
    >>> above(replace(one, expression="quantile(input_tokens + 1, 0.9)"), 7.5).expression
    'rate(input_tokens + 1 > 7.5)'
    """
    inner = metric.expression[metric.expression.index("(") + 1 : metric.expression.rindex(")")]
    if metric.expression.strip().lower().startswith("quantile"):
        inner = inner.rpartition(",")[0]
    return replace(
        metric,
        expression=f"rate({inner} > {threshold!r})",
        unit="share",
        kind="rate",
        floor=0.005,
        floor_relative=False,
    )


@dataclass(frozen=True)
class Levels:
    """A quantile of all calls, before and now."""

    before: float
    now: float


def levels(source: Source, asked: TraceFilter, metric: Metric) -> Levels:
    """Return the quantile over each window; before is what calls are held against, to six digits.

    Raises:
        MetricError: it is not recorded in the reference.
    """
    sides = Sides(summarise(gather(source, asked, [metric], ()), [metric], ()))
    part, found = sides.summary.parts[metric.name], []
    for side in (REFERENCE, CURRENT):
        values = family(metric, part).estimate(part, sides.sums(metric.name, side), sides.size).value
        found.append(float(values[0]) if sides.size else nan)
    if not isfinite(found[0]):
        raise MetricError(
            f"{metric.label} is not recorded in the comparison window: there is nothing to compare with. "
            "Choose another window."
        )
    return Levels(float(f"{found[0]:.6g}"), found[1])
