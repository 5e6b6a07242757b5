"""What the values of a column are: how many, how large, what is odd, and which categories came and went."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.formats import count
from tidegauge.queries import health as queries
from tidegauge.queries.health_values import category_values
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._daily_rows import read_kept, summed_rows
from tidegauge.reports._health.columns import ColumnHealth, ValueCount
from tidegauge.reports.source import Source
from tidegauge.schema.tables import Kind

CATEGORIES = 200
"""A text column with more values than this is no category."""

SURE = 10
"""A value is new (gone) when this many rows of it were to be expected on the side that has none."""

SHOWN = 5
DAY_MS = 86_400_000
LONG = ("input_text", "output_text")
"""Columns whose values are not looked at: megabytes to read, and each is one of a kind."""


def with_values(source: Source, asked: TraceFilter, columns: Sequence[ColumnHealth]) -> list[ColumnHealth]:
    """Return the columns with their spread, and with new and gone values where there are few."""
    names = [column.name for column in columns if column.name not in LONG]
    if not names:
        return list(columns)
    frame = read_kept(source, asked, queries.spread(source.rows(asked), asked, names))
    sides = {row["side"]: row for row in frame.iter_rows(named=True)}
    spread = [_with_spread(column, names, sides) for column in columns]
    categories = [column.name for column in spread if _is_category(column)]
    counts = _counts(source, asked, categories) if categories else {}
    return [
        _with_categories(column, counts[column.name]) if column.name in counts else column
        for column in spread
    ]


def _with_spread(
    column: ColumnHealth, names: Sequence[str], sides: Mapping[int, Mapping[str, Any]]
) -> ColumnHealth:
    if column.name in LONG:
        return column
    place = names.index(column.name)
    now, before = sides.get(CURRENT, {}), sides.get(REFERENCE)
    return replace(
        column,
        distinct=now.get(f"distinct{place}"),
        distinct_reference=before[f"distinct{place}"] if before else None,
        low=_number(now.get(f"low{place}")),
        high=_number(now.get(f"high{place}")),
        notes=tuple(_notes(column.name, now, place)),
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _notes(name: str, now: Mapping[str, Any], place: int) -> list[str]:
    notes = []
    if negative := now.get(f"negative{place}"):
        notes.append(f"{count(negative)} negative")
    if name == "cost_usd" and (zero := now.get(f"zero{place}")):
        notes.append(f"{count(zero)} cost nothing")
    if name.endswith("duration_ms") and (now.get(f"high{place}") or 0) > DAY_MS:
        notes.append("longest takes more than a day")
    return notes


def _is_category(column: ColumnHealth) -> bool:
    few = max(column.distinct or 0, column.distinct_reference or 0) <= CATEGORIES
    return few and column.kind in {Kind.TEXT.value, Kind.BOOLEAN.value} and column.distinct is not None


def _counts(source: Source, asked: TraceFilter, names: Sequence[str]) -> dict[str, dict[int, dict[str, int]]]:
    def ask(rows: Rows, asked: TraceFilter, *, daily: bool = False) -> sa.Select[Any]:
        return category_values(rows, asked, names, daily=daily)

    frame = summed_rows(source, asked, ask, ("place", "value"))
    found: dict[str, dict[int, dict[str, int]]] = {name: {CURRENT: {}, REFERENCE: {}} for name in names}
    for side, place, value, n in frame.select("side", "place", "value", "n").sort("n", "value").iter_rows():
        found[names[place]][side][value] = n
    return found


def _with_categories(column: ColumnHealth, counts: Mapping[int, Mapping[str, int]]) -> ColumnHealth:
    now, before = counts[CURRENT], counts[REFERENCE]
    exact = replace(column, distinct=len(now))
    if column.reference is None:
        return exact
    return replace(
        exact,
        distinct_reference=len(before),
        new_values=_only_in(now, before),
        gone_values=_only_in(before, now),
    )


def _only_in(here: Mapping[str, int], there: Mapping[str, int]) -> tuple[ValueCount, ...]:
    """Return values of one side that the other lacks although it is large enough to have shown them."""
    ratio = sum(there.values()) / max(1, sum(here.values()))
    alone = pl.DataFrame(
        [(value, n) for value, n in here.items() if value not in there and n * ratio >= SURE],
        schema={"value": pl.String, "n": pl.Int64},
        orient="row",
    )
    return tuple(
        ValueCount(*row) for row in alone.sort("n", "value", descending=[True, False]).head(SHOWN).iter_rows()
    )
