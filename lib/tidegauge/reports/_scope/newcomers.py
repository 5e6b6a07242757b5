"""Versions that took over calls: what theirs do that such calls on other versions did not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import nan, sqrt

import numpy as np

from tidegauge.reports._scope.codes import combined
from tidegauge.reports._scope.turnover import LEAST_CALLS, Segment, added, is_version, without
from tidegauge.stats.scoping.leaves import Kind, LeafTable, Places, Sums
from tidegauge.stats.scoping.records import Cause, Outcome, Part, Scoped
from tidegauge.stats.scoping.references import pooled
from tidegauge.stats.scoping.rules import ScopeRules
from tidegauge.stats.scoping.scope import scope

ROSE = 0.02
"""How much a version's share of all calls has to rise,"""
OLD = 0.5
"""and the most of that share that it may have had before."""
MOSTLY = 0.6
"""A segment within a version's calls is told with it if it holds at least this share of what is new there,"""
CLEARLY = 0.8
"""and no more than this share of its calls."""
BESIDE = 0.1
"""With less than this share of calls on other versions there is no rest to hold a version against."""


@dataclass(frozen=True, eq=False)
class Newcomer:
    """A version's calls, or the segment of them that differs: its leaves in the table, and what it did."""

    segment: Segment
    leaves: Places
    part: Part


def newcomers(
    table: LeafTable, fleeting: Sequence[str], scoped: Scoped, rules: ScopeRules
) -> Iterator[Newcomer]:
    """Yield the versions whose calls differ from such calls on other versions before, and from the rest now.

    Calls are alike by all other attributes but `fleeting` ones, in which hardly any call is like one before.
    """
    for name, value in _risen(table, scoped.references):
        fewer, leaf = without(table, [one for one in fleeting if one != name])
        place = fewer.attributes.index(name)
        inside = _inside(fewer, scoped.references, place, fewer.values[place].index(value))
        if inside is None:
            continue
        found = _looked_into(fewer, inside, scope(inside.table, rules), scoped, (name, value))
        if found is not None:
            yield replace(found, leaves=np.flatnonzero(np.isin(leaf, found.leaves)))


@dataclass(frozen=True, eq=False)
class _Inside:
    """A version's calls against others like them; `own` are its leaves in the original table, `cell` where they are here."""

    table: LeafTable
    own: Places
    cell: Places


def _risen(table: LeafTable, references: tuple[int, ...]) -> Iterator[tuple[str, str]]:
    w0, w1 = pooled(table, references).w, table.current.w
    for place, name in enumerate(table.attributes):
        if is_version(name):
            size = len(table.values[place])
            before, now = (np.bincount(table.codes[place], weights=one, minlength=size) for one in (w0, w1))
            share0, share1 = before / max(before.sum(), 1e-300), now / max(now.sum(), 1e-300)
            risen = (now >= LEAST_CALLS) & (share1 - share0 >= ROSE) & (share0 <= OLD * share1)
            values = (table.values[place][int(code)] for code in np.flatnonzero(risen))
            yield from ((name, value) for value in values if value)


def _inside(table: LeafTable, references: tuple[int, ...], place: int, code: int) -> _Inside | None:
    others = [number for number in range(len(table.attributes)) if number != place]
    if not others:
        return None
    cell, _ = combined(
        [table.codes[number] for number in others],
        [len(table.values[number]) for number in others],
        table.size,
    )
    mine = table.codes[place] == code
    # Cells that the version never answered in say nothing about it.
    there = np.zeros(int(cell.max()) + 1, dtype=bool)
    there[cell[mine & (table.current.w > 0)]] = True
    kept = np.flatnonzero(there[cell])
    _, first, leaf = np.unique(cell[kept], return_index=True, return_inverse=True)
    own, theirs = mine[kept].astype(float), (~mine[kept]).astype(float)
    part = _rows(table, kept)
    inside = replace(
        part,
        attributes=tuple(table.attributes[number] for number in others),
        values=tuple(table.values[number] for number in others),
        codes=np.ascontiguousarray(part.codes[others][:, first]),
        current=added(part.current, leaf, first.size, own),
        references=tuple(added(part.references[number], leaf, first.size, theirs) for number in references),
    )
    return _Inside(inside, kept[mine[kept]], leaf[mine[kept]])


def _rows(table: LeafTable, kept: Places) -> LeafTable:
    """Return only some leaves of a table."""
    place = np.full(table.size, kept.size)
    place[kept] = np.arange(kept.size)

    def of(sums: Sums) -> Sums:
        found = added(sums, place, kept.size + 1)
        q, yw, ww = (None if one is None else one[:-1] for one in (found.q, found.yw, found.ww))
        return Sums(found.y[:-1], found.w[:-1], q, yw, ww, sums.length)

    return replace(
        table,
        codes=np.ascontiguousarray(table.codes[:, kept]),
        current=of(table.current),
        references=tuple(of(one) for one in table.references),
    )


def _looked_into(
    table: LeafTable, inside: _Inside, narrow: Scoped, scoped: Scoped, version: tuple[str, str]
) -> Newcomer | None:
    name, value = version
    first = narrow.causes[0] if narrow.causes else None
    if narrow.outcome is Outcome.CAUSES and first is not None and _holds(first, narrow):
        held = np.isin(inside.cell, first.leaves)
        where = {name: (value,), **{one: (other,) for one, other in first.where}}
        segment = tuple((one, where[one]) for one in table.attributes if one in where)
        return Newcomer(segment, inside.own[held], _rescaled(first, table, scoped, first.before))
    total = narrow.total
    if not _differs(table, total, scoped):
        return None
    return Newcomer(((name, (value,)),), inside.own, _rescaled(total, table, scoped, total.expected))


def _holds(first: Cause, narrow: Scoped) -> bool:
    return abs(first.excess) >= MOSTLY * abs(narrow.total.excess) and first.traffic <= CLEARLY


def _differs(table: LeafTable, total: Part, scoped: Scoped) -> bool:
    """Whether a version's calls are beyond what was expected, and beyond what the rest did in the same time."""
    if not abs(total.z) > scoped.bar:
        return False
    rest = scoped.total.n1 - total.n1
    if rest < BESIDE * scoped.total.n1:
        return True
    error = abs(total.excess / total.z)
    own, every = _expected(table, total), _expected(table, scoped.total)
    others_excess, others = scoped.total.excess - total.excess, every - own
    factor = total.excess - own * others_excess / others if others > 0 else total.excess
    shift = total.excess - total.n1 * others_excess / rest
    beyond = (factor, shift) if table.kind is not Kind.TOTAL else (factor, factor)
    return all(
        one * total.excess > 0 and abs(one) > scoped.bar * error * sqrt(1 + total.n1 / rest) for one in beyond
    )


def _expected(table: LeafTable, part: Part) -> float:
    return (part.now * part.n1 if table.kind is not Kind.TOTAL else part.now) - part.excess


def _rescaled(part: Part, table: LeafTable, scoped: Scoped, before: float) -> Part:
    """Return a part of a version's calls in units of all calls: what is beyond the expected is its own doing."""
    weight = scoped.total.n1 or 1.0
    per = 1.0 if table.kind is Kind.TOTAL else weight
    everything = scoped.total.excess
    return Part(
        excess=part.excess,
        interval=part.interval,
        share=part.excess / everything if everything else nan,
        rate_part=part.excess / per,
        mix_part=0.0,
        interaction=0.0,
        moved=part.moved,
        moved_interval=part.moved_interval,
        before=before,
        now=part.now,
        expected=part.expected,
        n0=part.n0,
        n1=part.n1,
        traffic=part.n1 / weight,
        z=part.z,
    )
