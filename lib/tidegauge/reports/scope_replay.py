"""How often the search of Scope names something as strong in earlier times of the store."""

from collections.abc import Sequence

from tidegauge.filters import TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.reports._gather import at_hand
from tidegauge.reports._scope.assembly import Question
from tidegauge.reports._scope.dimensions import searched
from tidegauge.reports._scope.quantile import above
from tidegauge.reports._scope.records import Replay, ScopeReport
from tidegauge.reports._scope.replays import replays
from tidegauge.reports._scope.search import search
from tidegauge.reports.source import Source
from tidegauge.stats.scoping.rules import ScopeRules


def scope_replay(
    source: Source,
    asked: TraceFilter,
    metric: Metric,
    report: ScopeReport,
    dimensions: Sequence[str] = (),
    preferred: Sequence[str] = (),
) -> Replay | None:
    """Return the replay of a report that was made without it; None where nothing was named, or the store is too young."""
    if not report.causes:
        return None
    level = report.metric.threshold
    summed = above(metric, level) if level is not None else metric
    wanted, rules = searched(source, asked, summed, dimensions, preferred), ScopeRules()
    with at_hand(source, asked, [summed], wanted.names) as calls:
        found = search(calls, summed, wanted, rules)
        question = Question(metric, summed, None, wanted, rules, "")
        return None if found is None else replays(source, calls, question, found)
