"""A segment that is new, or gone: it has nothing to be compared with, and may be the whole change all the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan

from tidegauge.findings import Finding, Link
from tidegauge.reports._comparison_finding import comparison_finding
from tidegauge.reports._records import Comparison, Segment
from tidegauge.reports._sentences import change, measured, moved, named, standing

MOST = 0.5
"""A newcomer is named if it explains at least this share of the change."""


@dataclass(frozen=True)
class Newcomer:
    """A segment that one side lacks, and its share of the change. `is_new` is False when it is gone."""

    segment: Segment
    comparison: Comparison
    explained: float
    is_new: bool


def newcomer(rows: Sequence[Segment], place: int, whole: Comparison) -> Newcomer | None:
    """Return the new or gone segment that most of the change of metric number `place` comes from, if there is one."""
    found = [
        Newcomer(
            row,
            one := row.comparisons[place],
            explained(one, whole, row.share, row.share_reference or 0.0),
            bool(row.n_current),
        )
        for row in rows
        if not row.pooled and (row.n_current == 0) != (row.n_reference == 0)
    ]
    return max((one for one in found if one.explained >= MOST), key=lambda one: one.explained, default=None)


def explained(one: Comparison, whole: Comparison, share: float, share_before: float) -> float:
    """Return the share of the whole change that a new or gone segment makes; 0 where that cannot be said.

    Of a total that is its own total; of a rate or mean, its share of traffic times how far it is from the rest then.
    """
    if whole.reference is None or whole.difference is None or one.reference is None:
        return 0.0
    moved_by = whole.current.value - whole.reference.value
    if not moved_by or isnan(moved_by):
        return 0.0
    now, before = (part.value if part.n else 0.0 for part in (one.current, one.reference))
    if whole.relative:
        return (now - before) / moved_by
    part = (
        share * (now - whole.reference.value)
        if one.current.n
        else share_before * (whole.current.value - before)
    )
    return part / moved_by


def arrived(whole: Comparison, arrival: Newcomer, looked_at: str, currency: str) -> Finding:
    """Return the finding of a metric whose change is a newcomer."""
    amount = "All" if arrival.explained >= 0.9 else "Most"
    where, one = named(arrival.segment.values), arrival.comparison
    fate = "is new" if arrival.is_new else "is gone"
    there = measured(one.current if arrival.is_new else one.reference or one.current, one.unit, currency)
    found = comparison_finding(
        whole,
        "segments",
        f"{moved(whole, currency)}. {amount} of it is {where}, which {fate}.",
        (f"there {there}", change(whole, currency) + " in all", standing(whole), looked_at),
    )
    return replace(
        found,
        segment=dict(arrival.segment.values),
        link=Link("segments", {"metric": whole.metric, "by": tuple(arrival.segment.values)}),
    )
