"""A rule's question as the history that answers it."""

from datetime import timedelta

from tidegauge.alerts.conditions._condition import Asked
from tidegauge.alerts.history.expected import SHIFTS
from tidegauge.alerts.history.read import Wanted, history
from tidegauge.alerts.history.records import History
from tidegauge.filters import Condition, parse_condition
from tidegauge.metrics.choice import chosen_metrics
from tidegauge.metrics.metric import Metric


def history_of(
    asked: Asked, *more: Condition, metric: Metric | None = None, back: timedelta = timedelta(0)
) -> History | None:
    """Return the history of a rule's metric, or of another one, among the calls that meet `more` as well; None of an empty store.

    `back` is how long before the first window is read as well.

    Raises:
        FilterError: a dimension or a filter names what the store does not have.
        MetricError: the store cannot answer the metric.
    """
    if not asked.ends:
        return None
    table, source = asked.rule.table, asked.source
    wanted = Wanted(
        metric or watched(asked),
        (*map(parse_condition, table.where), *more),
        table.for_each,
        asked.ends,
        table.window,
        max(back, _back(table.against, table.window)),
        asked.learns_until,
    )
    return history(source, asked.settings, wanted, asked.baselines)


def watched(asked: Asked) -> Metric:
    """Return the metric that a rule names.

    Raises:
        MetricError: the store cannot answer it.
    """
    name = asked.rule.table.metric or "calls"
    (metric,) = chosen_metrics([name], asked.settings, asked.source.store.catalog())
    return metric


def _back(against: str, window: timedelta) -> timedelta:
    # With the neighbour of the window that the first one is held against.
    return SHIFTS[against] + window if against in SHIFTS else timedelta(0)
