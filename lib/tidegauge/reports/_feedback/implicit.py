"""What people did without being asked: how many sessions show each signal, in both windows."""

from tidegauge.filters import TraceFilter
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._feedback.cells import Cells
from tidegauge.reports._feedback.read import Sessions
from tidegauge.reports._feedback.records import ImplicitSignal
from tidegauge.reports._feedback.signals import KINDS, SignalKind, rule_of
from tidegauge.reports._feedback.tally import measure
from tidegauge.reports._records import Measure
from tidegauge.settings_feedback import FeedbackTable
from tidegauge.stats import mean, proportion

LENGTH_RULE = "turns of a session; six or more count as six"


def implicit_signals(found: Sessions, asked: TraceFilter, table: FeedbackTable) -> tuple[ImplicitSignal, ...]:
    """Return the signals, and the length of sessions."""
    sides = {side: Cells(found.side(side)) for side in (CURRENT, REFERENCE)}
    before = sides[REFERENCE] if asked.reference else None
    shares = [_share(kind, sides[CURRENT], before, found, table) for kind in KINDS]
    turns = _turns(sides[CURRENT]), _turns(before) if before else None
    return (*shares, ImplicitSignal("length", "turns a session", "", *turns, derived=True, rule=LENGTH_RULE))


def _share(
    kind: SignalKind, now: Cells, before: Cells | None, found: Sessions, table: FeedbackTable
) -> ImplicitSignal:
    derived = kind.kind in found.rules.derived
    return ImplicitSignal(
        kind.kind,
        kind.label,
        "share",
        _did(now, kind.column),
        _did(before, kind.column) if before else None,
        derived,
        rule_of(kind, table) if derived else "",
    )


def _did(cells: Cells, column: str) -> Measure:
    return measure(proportion.estimate(cells.total(cells.column(column)), cells.sessions))


def _turns(cells: Cells) -> Measure:
    turns, n = cells.column("turns"), cells.counts
    return measure(mean.estimate(cells.sessions, n @ turns, n @ turns**2))
