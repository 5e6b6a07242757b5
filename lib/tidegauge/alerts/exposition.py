"""What the rules say as Prometheus metrics: read from the last evaluation and the outbox at every scrape."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

from tidegauge.alerts.evaluated import Evaluation, RuleEvaluation
from tidegauge.alerts.outbox import Sending
from tidegauge.alerts.records import Standing, State, segment_words
from tidegauge.errors import SettingsError

if TYPE_CHECKING:
    from prometheus_client.core import Metric
    from prometheus_client.registry import CollectorRegistry

MOST = 100
"""Segments of a rule that have a series of their own: those that it is worst in."""
LEVELS = {State.OK: 0, State.RESOLVED: 1, State.NO_DATA: 2, State.PENDING: 3, State.FIRING: 4}
"""The states as numbers, the worse the higher."""
_LONGEST = 200


@dataclass(eq=False)
class Exposition:
    """A Prometheus collector. `counted` returns how many notifications are in each state; `failed` counts evaluations that were given up."""

    counted: Callable[[], Counter[Sending]]
    evaluation: Evaluation | None = None
    failed: int = 0
    evaluations: int = 0
    seconds: float = 0.0

    def take(self, found: Evaluation) -> None:
        """Show a new evaluation from now on."""
        self.evaluation = found
        self.evaluations += 1
        self.seconds += found.took

    def collect(self) -> "Iterator[Metric]":
        """Yield the metrics."""
        yield from self._process()
        found = self.evaluation
        if found is not None:
            yield from _rules(found.rules)
            yield from _segments(found.rules)

    def _process(self) -> "Iterator[Metric]":
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily  # noqa: PLC0415  an extra

        yield CounterMetricFamily("tidegauge_evaluations", "Evaluations of all rules.", self.evaluations)
        yield CounterMetricFamily("tidegauge_evaluation_seconds", "What they took, in seconds.", self.seconds)
        yield CounterMetricFamily(
            "tidegauge_evaluation_failures", "Evaluations that came to nothing.", self.failed
        )
        found = self.evaluation
        if found is not None:
            last = "When the last evaluation began, in seconds since 1970."
            yield GaugeMetricFamily("tidegauge_evaluation_timestamp_seconds", last, _epoch(found.began))
        notifications = GaugeMetricFamily(
            "tidegauge_notifications", "Notifications by state.", labels=["state"]
        )
        counts = self.counted()
        for state in Sending:
            notifications.add_metric([state.value], counts[state])
        yield notifications


def registry(exposition: Exposition) -> "CollectorRegistry":
    """Return a registry of these metrics alone.

    Raises:
        SettingsError: prometheus-client is not installed.
    """
    if find_spec("prometheus_client") is None:
        raise SettingsError("Prometheus metrics need an extra: pip install 'tidegauge[alerts]'.")
    from prometheus_client import CollectorRegistry  # noqa: PLC0415  an extra

    found = CollectorRegistry()
    found.register(exposition)
    return found


def _rules(rules: Sequence[RuleEvaluation]) -> "Iterator[Metric]":
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415  an extra

    yield GaugeMetricFamily(
        "tidegauge_alert_rules_firing", "Rules that fire.", sum(one.state is State.FIRING for one in rules)
    )
    levels = ", ".join(f"{level} {state.value}" for state, level in LEVELS.items())
    state = GaugeMetricFamily(
        "tidegauge_alert_rule_state", f"The worst state of a rule: {levels}.", labels=["rule"]
    )
    problem = GaugeMetricFamily(
        "tidegauge_alert_rule_problem", "1 where a rule could not be evaluated.", labels=["rule"]
    )
    seen = GaugeMetricFamily(
        "tidegauge_alert_rule_seen_timestamp_seconds",
        "The end of the last window that was read.",
        labels=["rule"],
    )
    held = GaugeMetricFamily(
        "tidegauge_alert_rule_segments", "Segments of a rule in each state.", labels=["rule", "state"]
    )
    for one in rules:
        state.add_metric([one.name], LEVELS[one.state])
        problem.add_metric([one.name], float(one.problem is not None))
        if one.seen is not None:
            seen.add_metric([one.name], _epoch(one.seen))
        counts = Counter(standing.state for standing in one.standings)
        for which in State:
            held.add_metric([one.name, which.value], counts[which])
    yield from (state, problem, seen, held)


def _segments(rules: Sequence[RuleEvaluation]) -> "Iterator[Metric]":
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415  an extra

    labels = ["rule", "segment"]
    state = GaugeMetricFamily(
        "tidegauge_alert_state", "The state of a rule in a segment, as of a rule.", labels=labels
    )
    value = GaugeMetricFamily("tidegauge_alert_value", "What the last window said.", labels=labels)
    for rule in rules:
        for one in sorted(rule.standings, key=lambda one: -LEVELS[one.state])[:MOST]:
            names = [rule.name, _label(one)]
            state.add_metric(names, LEVELS[one.state])
            if one.reading is not None and one.reading.value is not None:
                value.add_metric(names, one.reading.value)
    yield from (state, value)


def _label(standing: Standing) -> str:
    return segment_words(standing.segment)[:_LONGEST] if standing.segment else ""


def _epoch(at: datetime) -> float:
    return at.replace(tzinfo=UTC).timestamp()
