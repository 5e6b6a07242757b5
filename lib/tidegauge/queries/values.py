"""Which values an attribute has, most frequent first: what the filter bar suggests."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import selected


def frequent_values(rows: Rows, asked: TraceFilter, names: Sequence[str], limit: int = 200) -> sa.Select[Any]:
    """Return rows (name, value, rows): the most frequent values of text attributes among the filter's rows."""
    columns = {f"d{place}": sa.cast(rows.column(name), sa.Text) for place, name in enumerate(names)}
    calls = (
        sa.select(*(column.label(label) for label, column in columns.items()))
        .select_from(rows.source())
        .where(*selected(rows, asked))
        .subquery("calls")
    )
    places = [calls.c[label] for label in columns]
    level = sa.case(*((sa.func.grouping(place) == 0, number) for number, place in enumerate(places)))
    value = sa.case(*((sa.func.grouping(place) == 0, place) for place in places))
    count = sa.func.count()
    grouped = (
        sa.select(level.label("name"), value.label("value"), count.label("rows"))
        .group_by(sa.func.grouping_sets(*(sa.tuple_(place) for place in places)))
        .subquery("found")
    )
    return sa.select(grouped).where(grouped.c.value.is_not(None)).order_by(grouped.c.rows.desc()).limit(limit)
