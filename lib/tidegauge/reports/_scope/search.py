"""The search itself: leaves read, segments named, and each with its number in later statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tidegauge.metrics.metric import Metric
from tidegauge.queries.scope_marks import Marked
from tidegauge.reports._gather import Gathered
from tidegauge.reports._scope.dimensions import Searched
from tidegauge.reports._scope.everywhere import everywhere
from tidegauge.reports._scope.found import Found, found_in
from tidegauge.reports._scope.leaves import Leaves, leaf_table
from tidegauge.reports._scope.switched import switched
from tidegauge.reports._scope.telling import told
from tidegauge.reports._scope.turnover import Replaced, Segment, replaced
from tidegauge.stats.scoping.records import Outcome, Scoped
from tidegauge.stats.scoping.rules import ScopeRules
from tidegauge.stats.scoping.scope import scope

MOSTLY = 0.5
"""Causes that hold less than this share of a difference do not explain it."""
TOLD = 5
"""Causes that have a row of their own."""


@dataclass(frozen=True, eq=False)
class Search:
    """What was searched and found; `marks` keep the calls of each cause, in the same order."""

    leaves: Leaves
    merged: Replaced
    scoped: Scoped
    found: tuple[Found, ...]
    marks: tuple[Marked, ...]

    @property
    def outcome(self) -> Outcome:
        """What there is to say of the whole: mix, where it makes most of the difference and the causes do not."""
        total = self.scoped.total
        own, named = total.rate_part + total.interaction, sum(one.part.change for one in self.found)
        if abs(total.mix_part) > abs(own) and abs(named) < MOSTLY * abs(total.difference) and self.found:
            return Outcome.MIX if total.mix_part * total.difference > 0 else Outcome.CAUSES
        return Outcome.CAUSES if self.found else self.scoped.outcome


def search(calls: Gathered, metric: Metric, wanted: Searched, rules: ScopeRules) -> Search | None:
    """Return what the search found; None where a window has no calls."""
    leaves = leaf_table(calls, metric, wanted)
    if leaves is None:
        return None
    merged = replaced(leaves.table)
    scoped = scope(merged.table, rules)
    parts = found_in(leaves.table, merged, scoped, rules)
    versions = everywhere(calls, parts)
    if versions:
        parts = found_in(leaves.table, merged, scoped, rules, versions)
    found = told(tuple(parts[:TOLD]) or switched(leaves, scoped), leaves.table)
    marks = marks_of(calls, leaves.kept, [one.segment for one in found])
    return Search(leaves, merged, scoped, found, marks)


def marks_of(
    calls: Gathered, kept: Mapping[str, Sequence[str]], causes: Sequence[Segment]
) -> tuple[Marked, ...]:
    """Return what keeps the calls of each segment."""
    return tuple(Marked({calls.column(name): values for name, values in one}, kept) for one in causes)
