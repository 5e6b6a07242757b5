"""The metrics of the service section: tails beside their mean, calls that were turned away, and the queue."""

from collections.abc import Sequence

from tidegauge.metrics.declaration import declare
from tidegauge.metrics.lookup import spelled
from tidegauge.metrics.metric import Metric
from tidegauge.settings import MetricTable
from tidegauge.settings_service import SloTable

LATENCY = ("latency_mean", "latency_p50", "latency_p95", "latency_p99")
FIRST_TOKEN = ("first_token_mean", "first_token_p50", "first_token_p95", "first_token_p99")
QUEUE = ("queue_mean", "queue_p95", "queue_p99")
_COLUMNS = {"latency": ("duration_ms", "Latency"), "first_token": ("time_to_first_token_ms", "First token")}
_FLOORS = {"mean": 0.05, "p50": 0.05, "p95": 0.05, "p99": 0.1}
_TYPED = "status is not null and (status != 'error' or error_type is not null)"
"""Of a failed call without a type of error nobody knows whether it was turned away."""


def speed_metrics() -> tuple[Metric, ...]:
    """Return mean, p50, p95 and p99 of the latency and of the time to the first token.

    >>> [one.name for one in speed_metrics()][:2]
    ['latency_mean', 'latency_p50']
    """
    return tuple(_speed(name) for name in (*LATENCY, *FIRST_TOKEN))


def _speed(name: str) -> Metric:
    which, _, statistic = name.rpartition("_")
    column, label = _COLUMNS[which]
    return declare(name, _table(f"{statistic}({column})", f"{label} {statistic}", "ms", _FLOORS[statistic]))


def refused_metrics(rate_limited: Sequence[str]) -> tuple[Metric, ...]:
    """Return the shares of calls that timed out, and that were rate limited."""
    limited = " or ".join(_names(part) for part in rate_limited) or "false"
    found = {
        "timeouts": ("Timeouts", _names("timeout")),
        "rate_limited": ("Rate limited", limited),
    }
    return tuple(
        declare(name, _table(f"rate({says}, {_TYPED})", label, "share", 0.005))
        for name, (label, says) in found.items()
    )


def _names(part: str) -> str:
    quoted = part.lower().replace("'", "''")
    return f"lower(coalesce(error_type, '')) like '%{quoted}%'"


def queue_metrics(attribute: str) -> tuple[Metric, ...]:
    """Return mean, p95 and p99 of the attribute that counts who waited."""
    column = spelled(attribute)
    return tuple(
        declare(
            name, _table(f"{name.partition('_')[2]}({column})", f"Queue {name.partition('_')[2]}", "", 0.05)
        )
        for name in QUEUE
    )


def slo_metric(table: SloTable) -> Metric:
    """Return the rate of bad calls of an objective that names no metric of its own."""
    column = "duration_ms" if table.latency_ms is not None else "time_to_first_token_ms"
    limit = table.latency_ms if table.latency_ms is not None else table.first_token_ms
    says = "rate(status = 'error')" if limit is None else f"rate({column} >= {limit!r}, {_ANSWERED})"
    return declare("bad", _table(says, "Bad calls", "share", 0.005))


_ANSWERED = "status is null or status != 'error'"
"""Failed calls are the matter of another objective: a failure that comes fast is not fast."""


def _table(expression: str, label: str, unit: str, floor: float) -> MetricTable:
    return MetricTable.model_validate(
        {
            "expression": expression,
            "label": label,
            "unit": unit,
            "direction": "lower",
            "floor": floor,
            "floor_relative": unit != "share",
        }
    )
