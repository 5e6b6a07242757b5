"""The parts of a condition in words."""

from datetime import timedelta

from tidegauge import formats
from tidegauge.alerts.records import Rule, Segment
from tidegauge.errors import MetricError
from tidegauge.metrics.declaration import all_metrics, declare
from tidegauge.metrics.lookup import spelled
from tidegauge.metrics.metric import Metric
from tidegauge.metrics.refusal import shown
from tidegauge.reports._sentences import brief
from tidegauge.settings import MetricTable, Settings

AGAINST = {
    "baseline": "in the frozen baseline",
    "yesterday": "in the same hours yesterday",
    "last week": "in the same hours last week",
}


def metric_of(name: str, settings: Settings) -> Metric:
    """Return what a rule's metric is, as far as its name tells: no store is asked.

    >>> metric_of("p95(wait_ms)", Settings()).unit, metric_of("score.tone", Settings()).unit
    ('ms', 'score')
    """
    asked = name.strip()
    known = all_metrics(settings).get(asked)
    if known is not None:
        return known
    for expression in (asked, f"mean({spelled(asked)})"):
        try:
            return declare(asked, MetricTable.model_construct(expression=expression, label=shown(asked)))
        except MetricError:
            continue
    return Metric(asked, shown(asked), asked)


def metric_words(rule: Rule, settings: Settings) -> str:
    """Return what a rule's metric is called."""
    return metric_of(rule.table.metric or "calls", settings).label


def value_words(value: float | None, rule: Rule, settings: Settings) -> str:
    """Return a value of a rule's metric as people read it."""
    return formats.value(value, metric_of(rule.table.metric or "calls", settings).unit, settings.currency)


def length_words(length: timedelta) -> str:
    """Return a length of time in words.

    >>> length_words(timedelta(minutes=15)), length_words(timedelta(hours=1)), length_words(timedelta(days=2))
    ('15 min', '1 hour', '2 days')
    """
    seconds = round(length.total_seconds())
    for size, name in ((86_400, "day"), (3_600, "hour")):
        if seconds % size == 0:
            return f"{seconds // size} {name}{'' if seconds == size else 's'}"
    return f"{seconds // 60} min" if seconds % 60 == 0 else f"{seconds} s"


def place_words(rule: Rule, segment: Segment) -> str:
    """Return where: the rule's filter and the segment, ` in geo = BR, device = ios`, or nothing for all calls.

    >>> from tidegauge.settings_alerts import RuleTable
    >>> place_words(Rule("a", RuleTable(where=("feature = search",))), (("geo", "BR"),))
    ' in feature = search, geo = BR'
    """
    parts = [*rule.table.where, *(f"{name} = {brief(value)}" for name, value in segment)]
    return f" in {', '.join(parts)}" if parts else ""
