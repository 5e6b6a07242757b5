"""What a search found, as parts of the traffic that add up: segments, and versions that took over calls."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tidegauge.reports._scope.newcomers import Newcomer, newcomers
from tidegauge.reports._scope.records import RowKind
from tidegauge.reports._scope.turnover import Replaced, Segment
from tidegauge.stats.scoping.leaves import Kind, LeafTable, Places
from tidegauge.stats.scoping.records import Cause, Part, Scoped
from tidegauge.stats.scoping.rules import ScopeRules

SAME = 0.5
"""A version and a segment that share this part of either's calls tell one story,"""
AS_MUCH = 0.7
"""and the version is told if it holds this much of what the segment does."""


@dataclass(frozen=True, eq=False)
class Found:
    """A part of the traffic with a name: the places of its leaves in the table, and what it did.

    `like`: a version, held against calls like its own that were on other versions before.
    """

    kind: RowKind
    segment: Segment
    aliases: tuple[Segment, ...]
    part: Part
    leaves: Places
    significant: bool = True
    like: bool = False


def found_in(
    table: LeafTable,
    merged: Replaced,
    scoped: Scoped,
    rules: ScopeRules,
    everywhere: Collection[tuple[str, str]] = (),
) -> list[Found]:
    """Return the parts, what explains most first. `scoped` is the answer for the table in which versions are merged.

    `everywhere` are versions that all calls are on from their first one: a segment is not told again within these.
    """
    segments = [
        *(_plain(one, RowKind.CAUSE, merged) for one in scoped.causes),
        *(_plain(one, RowKind.NEW, merged) for one in scoped.appeared),
        *(_plain(one, RowKind.GONE, merged) for one in scoped.vanished),
    ]
    # A total rises wherever calls come from: a version takes them from another, and that says nothing of either.
    arrived = () if table.kind is Kind.TOTAL else newcomers(table, merged.fleeting, scoped, rules)
    for one in sorted(arrived, key=lambda new: -abs(new.part.excess)):
        if not _is_told(one, segments, everywhere):
            segments = _with(segments, one, table)
    ordered = sorted(segments, key=lambda one: -abs(one.part.change))
    least = rules.least_share * max((abs(one.part.change) for one in ordered), default=0.0)
    # A value that came or went and hardly adds to the difference explains nothing of it.
    return [one for one in ordered if one.kind is RowKind.CAUSE or abs(one.part.change) >= least]


def described(causes: Iterable[Cause], merged: Replaced) -> list[Found]:
    """Return causes as they are: for other descriptions of the same excess."""
    return [_plain(one, RowKind.CAUSE, merged) for one in causes]


def _plain(cause: Cause, kind: RowKind, merged: Replaced) -> Found:
    aliases = tuple(merged.segment(one) for one in cause.aliases)
    leaves = merged.original(cause.leaves)
    return Found(kind, merged.segment(cause.where), aliases, cause, leaves, cause.significant)


def _is_told(new: Newcomer, segments: Sequence[Found], everywhere: Collection[tuple[str, str]]) -> bool:
    """Whether a segment has a newcomer's name but for the versions that tell it from no other call of its time."""
    left = {name: values for name, values in new.segment if (name, values[0]) not in everywhere}
    return len(left) < len(new.segment) and any(dict(one.segment) == left for one in segments)


def _with(segments: Sequence[Found], new: Newcomer, table: LeafTable) -> list[Found]:
    """Return the segments and a version; where both tell one story, the one that tells more of it."""
    alike = [one for one in segments if _shared(one.leaves, new.leaves, table) >= SAME]
    if any(abs(new.part.excess) < AS_MUCH * abs(one.part.excess) for one in alike):
        return list(segments)
    kept = [one for one in segments if one not in alike]
    taken = np.concatenate([np.empty(0, np.intp), *(one.leaves for one in kept)])
    leaves = np.setdiff1d(new.leaves, taken)
    return [*kept, Found(RowKind.NEW, new.segment, (), new.part, leaves, like=True)]


def _shared(one: Places, other: Places, table: LeafTable) -> float:
    """Return the larger share of either's current calls that both have."""
    w = table.current.w
    both = w[np.intersect1d(one, other)].sum()
    least = min(w[one].sum(), w[other].sum())
    return float(both / least) if least > 0 else 0.0
