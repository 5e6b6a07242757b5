"""What is known of the chosen row: its course, the changes that fit, what is different, and one of its calls."""

import streamlit as st

from app import state
from app.components.scope.actions import is_failing
from app.components.scope.changes import scope_changes
from app.components.scope.chart import drawn_box, scope_chart
from app.components.scope.contrast import scope_contrast
from app.components.scope.samples import scope_sample
from app.components.states import panel
from tidegauge.filters import TraceFilter
from tidegauge.metrics.metric import Metric
from tidegauge.reports._scope.records import ScopeReport, ScopeRow
from tidegauge.reports.scope_detail import scope_detail
from tidegauge.reports.source import Source


def scope_story(
    report: ScopeReport, row: ScopeRow, source: Source, question: TraceFilter, metric: Metric
) -> None:
    """Show it in two columns; a part that fails leaves the others standing."""
    usual, zone = state.settings().default_dimensions, report.windows.time_zone
    halves, box = st.grid(2, min_column_width=400), drawn_box(question.current.window)
    left, right = halves.cell(), halves.cell()
    with left, panel("course"):
        scope_chart(report, row)
    with right, panel("changes"):
        scope_changes(row, zone)
    with panel("detail"):
        detail = state.report(scope_detail, source, question, metric, report.metric, row, usual, box=box)
        with right:
            scope_contrast(detail, row, box, zone)
        with left:
            scope_sample(detail, zone, failing=is_failing(report))
