"""What the filter bar offers: the frequent `attribute = value` chips, then the names of all attributes."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from tidegauge.errors import FilterError
from tidegauge.filters import Condition, Window
from tidegauge.queries.frequent_values import frequent_values
from tidegauge.queries.relation import Rows
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.declared_dimensions import Dimensions
from tidegauge.stores import Store

RECENT = timedelta(days=7)
MOST_ROWS = 500_000
"""A larger store offers what its last days hold: the rest can be typed all the same."""


def suggestions(
    store: Store, names: Sequence[str], dimensions: Dimensions | None = None, limit: int = 200
) -> tuple[str, ...]:
    """Return at most `limit` chips, most frequent first. Names that the store lacks are left out."""
    catalog = store.catalog()
    rows = Rows(catalog, dimensions=dimensions)
    known = [name for name in names if _is_known(rows, name)]
    window = _window(catalog)
    if not known or window is None:
        return ()
    counted = frequent_values(rows, known, window).subquery()
    query = sa.select(counted.c.name, counted.c.value).order_by(
        counted.c.n.desc(), counted.c.name, counted.c.value
    )
    found = store.read(query.limit(limit))
    return tuple(str(Condition(name, "=", (value,))) for name, value in found.iter_rows())


def _window(catalog: Catalog) -> Window | None:
    if catalog.first is None or catalog.newest is None:
        return None
    end = catalog.newest + timedelta(microseconds=1)
    whole = catalog.rows.get("spans", 0) <= MOST_ROWS
    return Window(catalog.first if whole else max(catalog.first, end - RECENT), end)


def _is_known(rows: Rows, name: str) -> bool:
    try:
        rows.resolve(name)
    except FilterError:
        return False
    return True
