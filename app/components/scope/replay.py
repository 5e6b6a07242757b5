"""How ordinary such a finding is: the line under the sentence that comes once the page stands."""

from collections.abc import Sequence
from html import escape

from streamlit.delta_generator import DeltaGenerator

from app import state
from tidegauge.filters import TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.reports._gather import is_small
from tidegauge.reports._scope.finding import replay_words
from tidegauge.reports._scope.records import ScopeReport
from tidegauge.reports.scope_replay import scope_replay
from tidegauge.reports.source import Source


def scope_replay_words(
    slot: DeltaGenerator,
    report: ScopeReport,
    source: Source,
    question: TraceFilter,
    metric: Metric,
    dimensions: Sequence[str],
) -> None:
    """Fill the slot. A large store is not read so many times for one line."""
    if not report.causes or not is_small(source):
        return
    usual = state.settings().default_dimensions
    found = state.report(scope_replay, source, question, metric, report, dimensions, usual)
    text = replay_words(found)
    if text:
        slot.html(
            f'<div class="tg-details" style="margin-left:15px">{escape(text[:1].upper() + text[1:])}.</div>'
        )
