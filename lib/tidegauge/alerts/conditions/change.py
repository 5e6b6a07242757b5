"""A metric is worse, or just different, than it usually is."""

from collections.abc import Iterable

from tidegauge.alerts.conditions._condition import Asked, Condition
from tidegauge.alerts.conditions._history import history_of
from tidegauge.alerts.conditions._link import scope_link
from tidegauge.alerts.conditions._sentence import moved
from tidegauge.alerts.conditions._words import AGAINST, metric_words
from tidegauge.alerts.history.judged import changed, readings
from tidegauge.alerts.records import Reading, Rule
from tidegauge.settings import Settings


def words(rule: Rule, settings: Settings) -> str:
    """Return the condition in words: `Error rate is worse than in the frozen baseline`."""
    how = {"worse": "is worse than", "better": "is better than", "any": "is not as"}[rule.table.direction]
    return f"{metric_words(rule, settings)} {how} {AGAINST[rule.table.against]}"


def read(asked: Asked) -> Iterable[Reading]:
    """Return what every window says of every segment."""
    found = history_of(asked)
    return readings(found, changed(found, asked.rule.table, asked.firings)) if found else ()


CONDITION = Condition("is changed", ("metric",), ("direction", "against"), words, read, moved, scope_link)
