"""The metric of quality that stands beside every saving: the settings', else the store's own likeliest one."""

import re
from dataclasses import replace

from tidegauge.metrics.choice import chosen_metrics, overview_metrics, watched_metrics
from tidegauge.metrics.lookup import column_names
from tidegauge.metrics.metric import Metric
from tidegauge.schema.catalog import Catalog
from tidegauge.settings import Settings

_QUALITY = re.compile(r"score|quality|correct|accura|faithful|relevan", re.IGNORECASE)


def quality_metric(settings: Settings, catalog: Catalog) -> Metric | None:
    """Return the metric, higher being better where nobody said otherwise; None where a store records nothing of the kind.

    Raises:
        MetricError: the settings name one that the store cannot answer.
    """
    if settings.cost.quality is not None:
        return _directed(chosen_metrics([settings.cost.quality], settings, catalog)[0])
    judged = f"score.{settings.judge.score}"
    every = (*overview_metrics(settings, catalog), *watched_metrics(settings, catalog))
    likely = [one for one in every if any(_QUALITY.search(name) for name in column_names(one))]
    likely.sort(key=lambda one: judged not in column_names(one))
    return _directed(likely[0]) if likely else None


def _directed(metric: Metric) -> Metric:
    return metric if metric.direction != "none" else replace(metric, direction="higher")
