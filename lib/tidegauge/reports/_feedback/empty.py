"""A question without a single session: why, and what to do about it."""

from math import nan

from tidegauge import formats
from tidegauge.filters import TraceFilter
from tidegauge.findings import Finding, Verdict
from tidegauge.reports._feedback.read import Sessions
from tidegauge.reports._feedback.records import Explicit, FeedbackReport
from tidegauge.reports._no_match import no_match
from tidegauge.reports._records import Measure, Windows
from tidegauge.reports.source import Source
from tidegauge.settings_feedback import FeedbackTable

_NOTHING = Measure(nan, nan, nan, 0)


def empty(
    source: Source,
    asked: TraceFilter,
    windows: Windows,
    by: str | None,
    found: Sessions,
    table: FeedbackTable,
) -> FeedbackReport:
    """Return the report of no sessions."""
    return FeedbackReport(
        windows=windows,
        findings=(_nobody(found.left_out, table) if found.left_out else no_match(source, asked),),
        unit=found.rules.unit,
        by=by,
        left_out=found.left_out,
        explicit=Explicit(0, 0, 0, _NOTHING, _NOTHING, "No sessions."),
        estimates=(),
        rated_vs_unrated=(),
        direction="",
        standing="",
        warnings=(),
        signals=(),
        trends=(),
        segments=(),
        offer=None,
    )


def _nobody(calls: int, table: FeedbackTable) -> Finding:
    return Finding(
        Verdict.CANNOT_TELL,
        "empty",
        f"None of these {formats.count(calls)} calls belongs to a session of somebody who could rate.",
        (
            "send session_id with each call, or choose a window or filter whose calls have one",
            f"counted are calls with {' and '.join(table.people)}" if table.people else "",
        ),
    )
