"""The rows of the page: causes, the rest and the total, in numbers that add up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, nan

import numpy as np

from tidegauge.filters import EMPTY, NOT_RECORDED, Condition
from tidegauge.findings import Direction, Effect, Verdict, news
from tidegauge.metrics.metric import Metric
from tidegauge.queries.scope_leaves import OTHER
from tidegauge.reports._records import Comparison
from tidegauge.reports._scope.found import Found
from tidegauge.reports._scope.measures import expected, measures
from tidegauge.reports._scope.records import RowKind, ScopeRow
from tidegauge.reports._scope.turnover import Segment
from tidegauge.stats.scoping.leaves import Kind, LeafTable, Places
from tidegauge.stats.scoping.records import Part, Scoped

LEAST = 1e-9
OTHERS = "(other values)"
"""How the pooled values of an attribute with too many are spelled."""


@dataclass(frozen=True, eq=False)
class Parts:
    """What rows are made from: the table that was searched, what the search said, and the metric."""

    table: LeafTable
    scoped: Scoped
    metric: Metric

    def row(self, found: Found, *, named: bool = True) -> ScopeRow:
        """Return the row of a segment; one that is only another description is not `named`."""
        part = found.part
        rising = part.moved > 0 if isfinite(part.moved) else part.excess > 0
        return self._row(
            found.kind,
            part,
            found.leaves,
            where=in_words(found.segment),
            aliases=tuple(in_words(one) for one in found.aliases),
            verdict=Verdict.CHANGED if named or found.significant else Verdict.CANNOT_TELL,
            rising=rising,
            significant=found.significant,
            like=found.like,
        )

    def rest(self, causes: Sequence[Found]) -> ScopeRow:
        """Return the row of all calls that are in no cause."""
        taken = np.zeros(self.table.size, dtype=bool)
        for one in causes:
            taken[one.leaves] = True
        part = self._left(causes)
        verdict = self._rest_verdict(part)
        rising = part.moved > 0 if verdict is Verdict.CHANGED else None
        return self._row(RowKind.REST, part, np.flatnonzero(~taken), verdict=verdict, rising=rising)

    def total(self, comparison: Comparison) -> ScopeRow:
        """Return the row of all calls; its verdict is that of the comparison that every page makes."""
        return self._row(
            RowKind.TOTAL,
            self.scoped.total,
            np.arange(self.table.size),
            verdict=comparison.verdict,
            rising=comparison.rising,
        )

    def _left(self, causes: Sequence[Found]) -> Part:
        """Return the rest's part: what the causes leave over of the total, and the search did not take off."""
        total, kept = self.scoped.total, self.scoped.rest
        names = ("excess", "rate_part", "mix_part", "interaction", "n1", "traffic")
        parts = {
            name: getattr(total, name) - sum(getattr(one.part, name) for one in causes) for name in names
        }
        known = {name: getattr(kept, name) for name in Part.__dataclass_fields__} | parts
        if abs(parts["excess"] - kept.excess) <= LEAST * max(abs(total.excess), 1.0):
            return Part(**known | {"excess": kept.excess})
        below = 1.0 if self.table.kind is Kind.TOTAL else max(parts["n1"], 1.0)
        moved, half = parts["excess"] / below, (kept.moved_interval[1] - kept.moved_interval[0]) / 2
        return Part(**known | {"moved": moved, "moved_interval": (moved - half, moved + half), "z": nan})

    def _rest_verdict(self, part: Part) -> Verdict:
        low, high = part.moved_interval
        floor = self._floor(part.before)
        if part.n1 <= 0 or not (isfinite(low) and isfinite(high)):
            return Verdict.CANNOT_TELL
        if (low > 0 or high < 0) and abs(part.moved) >= floor:
            return Verdict.CHANGED
        # Below the floor, and narrow enough that a change of the floor's size would have been seen.
        small = abs(part.moved) < floor and (high - low) / 2 <= max(floor, 1e-300)
        return Verdict.NOT_MATERIAL if small else Verdict.CANNOT_TELL

    def _floor(self, before: float) -> float:
        relative = self.metric.floor_relative or self.table.kind is Kind.TOTAL
        return self.metric.floor * abs(before) if relative and isfinite(before) else self.metric.floor

    def _row(
        self,
        kind: RowKind,
        part: Part,
        leaves: Places,
        *,
        verdict: Verdict,
        rising: bool | None,
        where: Mapping[str, str] | None = None,
        aliases: tuple[Mapping[str, str], ...] = (),
        significant: bool = False,
        like: bool = False,
    ) -> ScopeRow:
        before, now = measures(self.table, self.scoped.references, leaves)
        before = expected(self.table.kind, part) if like else before
        changed = verdict is Verdict.CHANGED
        return ScopeRow(
            kind=kind,
            where=where or {},
            aliases=aliases,
            verdict=verdict,
            direction=news(rising, self.metric.direction) if changed else Direction.NEUTRAL,
            rising=rising if changed else None,
            share=part.change / self.scoped.total.difference if self.scoped.total.difference else None,
            change=part.change,
            rate_part=part.rate_part,
            mix_part=part.mix_part,
            interaction=part.interaction,
            reference=before,
            current=now,
            moved=Effect(part.moved, *part.moved_interval, self.metric.unit),
            n=now.n,
            n_reference=before.n,
            # Of a total the search goes by what was expected of a part; traffic is calls.
            traffic=part.n1 / self.scoped.total.n1 if self.scoped.total.n1 else 0.0,
            z=part.z if isfinite(part.z) else None,
            significant=significant,
        )


def in_words(segment: Segment) -> dict[str, str]:
    """Return a segment with its values as people read them and chips spell them.

    >>> in_words((("geo", ("BR",)), ("prompt_version", ("v6", "v7"))))
    {'geo': 'BR', 'prompt_version': 'v6, v7'}
    """
    return {name: spelled(tuple(map(_spelled, values))) for name, values in segment}


def spelled(values: tuple[str, ...]) -> str:
    """Return values as a chip spells them: those with a comma are quoted.

    >>> spelled(("BR",)), spelled(("a, b", "c"))
    ('BR', '"a, b", c')
    """
    return Condition("", "=", values).value_text


def _spelled(value: str | None) -> str:
    if value == OTHER:
        return OTHERS
    return NOT_RECORDED if value is None else value or EMPTY
