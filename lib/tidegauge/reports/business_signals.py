"""The technical signals that are looked at as leads of the business: declared metrics that a store can answer."""

from tidegauge.metrics.choice import available_metrics
from tidegauge.metrics.metric import Metric
from tidegauge.schema.catalog import Catalog
from tidegauge.settings import Settings

SIGNALS = (
    *("error_rate", "latency_p95", "format_failure_rate", "refusal_rate", "output_tokens"),
    *("recall_at_5", "correctness", "hallucination_rate"),
)


def signal_metrics(settings: Settings, catalog: Catalog) -> tuple[Metric, ...]:
    """Return those of the signals that the store records."""
    known = {one.name: one for one in available_metrics(settings, catalog)}
    return tuple(known[name] for name in SIGNALS if name in known)
