"""What the filter bar offers: the window's frequent `attribute = value` chips, then the names of all attributes."""

from collections.abc import Sequence

import sqlalchemy as sa

from tidegauge.errors import FilterError
from tidegauge.filters import NOT_RECORDED, Condition, Window
from tidegauge.queries.frequent_values import frequent_values
from tidegauge.queries.relation import Rows
from tidegauge.stores import Store


def suggestions(store: Store, window: Window, names: Sequence[str], limit: int = 200) -> tuple[str, ...]:
    """Return at most `limit` chips, most frequent first. Names that the store lacks, or never recorded, are left out."""
    rows = Rows(store.catalog())
    known = [name for name in names if _is_known(rows, name)]
    if not known:
        return ()
    counted = frequent_values(rows, known, window).subquery()
    query = sa.select(counted.c.name, counted.c.value).order_by(
        counted.c.n.desc(), counted.c.name, counted.c.value
    )
    found = store.read(query.limit(limit))
    return tuple(
        str(Condition(name, "=", (value,))) for name, value in found.iter_rows() if value != NOT_RECORDED
    )


def _is_known(rows: Rows, name: str) -> bool:
    try:
        rows.resolve(name)
    except FilterError:
        return False
    return True
