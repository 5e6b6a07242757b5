"""Which rate each objective is of, resolved from the settings; what cannot be read is said and hides no other."""

from dataclasses import dataclass, field

from tidegauge.errors import MetricError, TidegaugeError
from tidegauge.filters import Condition, parse_condition
from tidegauge.formats import duration
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.metrics.metric import Metric
from tidegauge.reports._service.metrics import queue_metrics, slo_metric
from tidegauge.schema.catalog import Catalog
from tidegauge.settings import Settings
from tidegauge.settings_service import RATE_LIMITED, SloTable


@dataclass(frozen=True)
class Objective:
    """An objective, and the rate of its calls that are bad, or that are good where `counts_good`."""

    name: str
    table: SloTable
    metric: Metric
    where: tuple[Condition, ...]
    what: str
    counts_good: bool = False


@dataclass(frozen=True)
class ServiceOptions:
    """How the settings have the service read: objectives, the queue's metrics, and what could not be read."""

    objectives: tuple[Objective, ...] = ()
    queue: tuple[Metric, ...] = ()
    rate_limited: tuple[str, ...] = RATE_LIMITED
    notes: tuple[str, ...] = field(default_factory=tuple)


def service_options(settings: Settings, catalog: Catalog) -> ServiceOptions:
    """Return the options of an installation and a store."""
    table, found, notes = settings.service, [], []
    for name, one in table.slos.items():
        try:
            found.append(_objective(name, one, settings, catalog))
        except TidegaugeError as error:
            notes.append(f"Objective {name}: {error}")
    queue: tuple[Metric, ...] = ()
    try:
        queue = _queue(settings, catalog)
    except TidegaugeError as error:
        notes.append(f"Queue: {error}")
    return ServiceOptions(tuple(found), queue, table.rate_limited, tuple(notes))


def _objective(name: str, table: SloTable, settings: Settings, catalog: Catalog) -> Objective:
    where = tuple(map(parse_condition, table.where))
    if table.metric is None:
        return Objective(name, table, slo_metric(table), where, _what(table))
    (metric,) = chosen_metrics((table.metric,), settings, catalog)
    if metric.kind != "rate" or metric.per:
        raise MetricError(
            f"metric “{table.metric}” is no rate of calls. An objective needs one, such as rate(status = 'error')."
        )
    return Objective(name, table, metric, where, f"by {metric.label}", metric.direction == "higher")


def _what(table: SloTable) -> str:
    if table.latency_ms is not None:
        return f"answered in under {duration(table.latency_ms)}"
    if table.first_token_ms is not None:
        return f"first token in under {duration(table.first_token_ms)}"
    return "did not fail"


def _queue(settings: Settings, catalog: Catalog) -> tuple[Metric, ...]:
    if settings.service.queue is None:
        return ()
    metrics = queue_metrics(settings.service.queue)
    # Asked for, so that an attribute that is not there, or is no number, is named.
    chosen_metrics([one.expression for one in metrics], settings, catalog)
    return metrics
