"""Which attributes have enough values and not too many, counted day by day where the store keeps days."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.relation import Rows
from tidegauge.queries.spread import distinct_values
from tidegauge.reports._daily_rows import read_kept, rows_by_day
from tidegauge.reports.source import Source

LEAST = 2
"""Values that divide rows at all."""


def dividing(source: Source, asked: TraceFilter, names: Sequence[str], most: float) -> tuple[str, ...]:
    """Return those of `names` that have two to `most` distinct values among the filter's rows.

    The values of a window are no fewer than those of any day of it, and no more than those of its days added up: only of
    names of which that says too little the whole window is asked. There are two where the least is not the greatest.
    """
    if not names:
        return ()

    def ask(rows: Rows, asked: TraceFilter, *, daily: bool = False) -> sa.Select[Any]:
        return distinct_values(rows, asked, names, daily=daily)

    found = rows_by_day(source, asked, ask)
    if found is None:
        return _counted(source, asked, names, most)
    sure, unsure = [], []
    for place, name in enumerate(names):
        found_most = _number(found[f"d{place}"].sum())
        if found[f"low{place}"].min() == found[f"high{place}"].max():
            continue
        if found_most <= most:
            sure.append(name)
        elif _number(found[f"d{place}"].max()) <= most:
            unsure.append(name)
    known = {*sure, *_counted(source, asked, unsure, most)}
    return tuple(name for name in names if name in known)


def _counted(source: Source, asked: TraceFilter, names: Sequence[str], most: float) -> tuple[str, ...]:
    if not names:
        return ()
    counts = read_kept(source, asked, distinct_values(source.rows(asked), asked, names)).row(0)
    return tuple(name for name, count in zip(names, counts, strict=True) if LEAST <= count <= most)


def _number(found: object) -> int:
    return int(found) if isinstance(found, int) else 0
