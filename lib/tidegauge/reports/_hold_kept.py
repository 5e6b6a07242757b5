"""Rows that a report groups many times, copied only when an answer is not kept."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any, cast

import polars as pl
import sqlalchemy as sa
from sqlalchemy.sql.visitors import ExternallyTraversible, replacement_traverse

from tidegauge.reports.source import Source
from tidegauge.stores._store import Held


@contextmanager
def hold_kept(source: Source, query: sa.Select[Any]) -> Iterator[Held]:
    """Hold the rows of a query; of a large store what is asked of them is kept, and they are copied for what is not there.

    Raises:
        StoreError: as `Store.hold`.
    """
    store = source.store
    if not store.keeps_days:
        with store.hold(query) as held:
            yield held
        return
    rows = query.subquery("calls")
    with ExitStack() as stack:

        @cache
        def copy() -> Held:
            return stack.enter_context(store.hold(query))

        def read(asked: sa.Select[Any]) -> pl.DataFrame:
            return store.read_kept(asked, read=lambda: copy().read(_moved(asked, rows, copy().rows)))

        yield Held(rows, read)


def _moved(asked: sa.Select[Any], rows: sa.FromClause, copy: sa.FromClause) -> sa.Select[Any]:
    """Return a question of `rows` as one of their copy."""

    def other(element: ExternallyTraversible, **_: object) -> ExternallyTraversible | None:
        if element is rows:
            return copy
        if isinstance(element, sa.ColumnClause) and element.table is rows:
            return copy.c[element.name]
        return None

    return cast("sa.Select[Any]", replacement_traverse(asked, {}, other))
