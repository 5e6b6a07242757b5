"""How ordinary such a finding is: what the finding says once the page stands."""

from collections.abc import Sequence

from streamlit.delta_generator import DeltaGenerator

from app import state
from app.components.finding import finding
from app.components.scope.asking import Timed
from tidegauge.filters import TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.reports._gather import is_small
from tidegauge.reports._scope.finding import with_replay
from tidegauge.reports.scope_replay import scope_replay
from tidegauge.reports.source import Source


def scope_replay_words(
    slot: DeltaGenerator,
    timed: Timed,
    source: Source,
    question: TraceFilter,
    metric: Metric,
    dimensions: Sequence[str],
) -> None:
    """Say the finding anew in its slot. A large store is not read so many times for one line."""
    report = timed.report
    if not report.causes or not is_small(source):
        return
    usual = state.settings().default_dimensions
    found = state.report(scope_replay, source, question, metric, report, dimensions, usual)
    if found is not None and found.periods:
        with slot:
            finding(with_replay(timed.finding, found), "Scope")
