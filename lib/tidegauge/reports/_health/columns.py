"""Each column's recorded share on both sides, among the spans that can record it, with its verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.findings import Direction, Effect, Verdict
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._health.recorded import Numbers, Recorded
from tidegauge.reports._records import Measure
from tidegauge.reports.source import Source
from tidegauge.stats import proportion
from tidegauge.stats.multiplicity import benjamini_hochberg
from tidegauge.stats.verdict import decide

FLOOR = 0.005
"""The smallest change of a recorded share that matters: half a point."""


@dataclass(frozen=True)
class ValueCount:
    """A value and the current rows that have it; of a gone value, the reference rows that had it."""

    value: str
    n: int


@dataclass(frozen=True)
class ColumnHealth:
    """One column. Shares are of the spans that can record it: `of` is the only kind that does, or None.

    `distinct` is about how many values are recorded now (exact for categories); `notes` says what is odd about
    numbers; `segment` holds the one value of a dimension that explains a loss, `since` when it began.
    """

    name: str
    kind: str
    attribute: bool
    of: str | None
    current: Measure
    reference: Measure | None
    difference: Effect | None
    verdict: Verdict
    direction: Direction
    rising: bool | None
    p_value: float | None
    sees: float | None
    distinct: int | None = None
    distinct_reference: int | None = None
    low: float | None = None
    high: float | None = None
    notes: tuple[str, ...] = ()
    new_values: tuple[ValueCount, ...] = ()
    gone_values: tuple[ValueCount, ...] = ()
    since: datetime | None = None
    segment: Mapping[str, str] = field(default_factory=dict)
    segment_share: float | None = None


def columns_health(source: Source, asked: TraceFilter, found: Recorded) -> list[ColumnHealth]:
    """Return every column with its share, difference and verdict, in the order of `found`."""
    now = proportion.estimate(found.k[CURRENT], found.n[CURRENT])
    before = proportion.estimate(found.k[REFERENCE], found.n[REFERENCE])
    change = proportion.difference(
        (found.k[REFERENCE], found.n[REFERENCE]), (found.k[CURRENT], found.n[CURRENT])
    )
    adjusted = benjamini_hochberg(change.p_value)
    decision = decide(change, adjusted, FLOOR, asked.minimum_n)
    kinds = source.store.catalog().columns["spans"]
    attributes = set(source.store.catalog().attributes)
    columns = []
    for place, name in enumerate(found.names):
        compared = asked.reference is not None and found.n[REFERENCE][place] > 0
        verdict = (
            _verdict(found, place, str(decision.verdict[place]), asked.minimum_n)
            if compared
            else Verdict.CANNOT_TELL
        )
        rising = bool(change.value[place] > 0) if compared else None
        columns.append(
            ColumnHealth(
                name=name,
                kind=kinds[name].value,
                attribute=name in attributes,
                of=_only_kind(found.cells[place]),
                current=_measure(now.value, now.low, now.high, now.n, place),
                reference=_measure(before.value, before.low, before.high, before.n, place)
                if compared
                else None,
                difference=_effect(change.value, change.low, change.high, place) if compared else None,
                verdict=verdict,
                direction=_direction(verdict, rising),
                rising=rising,
                p_value=float(adjusted[place]) if compared else None,
                sees=float(decision.smallest_detectable[place]) if compared else None,
            )
        )
    return columns


def _verdict(found: Recorded, place: int, decided: str, minimum_n: int) -> Verdict:
    sides = [(found.k[side][place], found.n[side][place]) for side in (CURRENT, REFERENCE)]
    # A column that comes or goes as a whole is a change of schema: the two windows do not measure the same thing.
    if any(k == 0 for k, _ in sides) and all(n >= minimum_n for _, n in sides):
        return Verdict.NOT_COMPARABLE if Verdict(decided) is Verdict.CHANGED else Verdict(decided)
    return Verdict(decided)


def _direction(verdict: Verdict, rising: bool | None) -> Direction:
    if verdict is not Verdict.CHANGED:
        return Direction.NEUTRAL
    return Direction.BETTER if rising else Direction.WORSE


def _only_kind(cells: pl.DataFrame) -> str | None:
    kinds = set(cells["kind"])
    return kinds.pop() if len(kinds) == 1 else None


def _measure(value: Numbers, low: Numbers, high: Numbers, n: Numbers, place: int) -> Measure:
    rows = n[place]
    return Measure(
        float(value[place]), float(low[place]), float(high[place]), 0 if np.isnan(rows) else int(rows)
    )


def _effect(value: Numbers, low: Numbers, high: Numbers, place: int) -> Effect:
    return Effect(float(value[place]), float(low[place]), float(high[place]), "share")
