"""Rows that a report groups many times, copied only when an answer is not kept."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any, cast

import polars as pl
import sqlalchemy as sa
from sqlalchemy.sql.visitors import ExternallyTraversible, replacement_traverse

from tidegauge.reports.source import Source
from tidegauge.stores._store import Held, Store


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
    with held_late(store, query) as copy:

        def read(asked: sa.Select[Any]) -> pl.DataFrame:
            return store.read_kept(asked, read=lambda: copy().read(_moved(asked, rows, copy().rows)))

        yield Held(rows, read)


@contextmanager
def held_late(store: Store, query: sa.Select[Any]) -> Iterator[Callable[[], Held]]:
    """Hold the rows of a query from when they are first asked for.

    Raises:
        StoreError: as `Store.hold`.
    """
    with ExitStack() as stack:
        yield cache(lambda: stack.enter_context(store.hold(query)))


def _moved(asked: sa.Select[Any], rows: sa.FromClause, copy: sa.FromClause) -> sa.Select[Any]:
    """Return a question of `rows` as one of their copy."""

    def other(element: ExternallyTraversible, **_: object) -> ExternallyTraversible | None:
        if element is rows:
            return copy
        if isinstance(element, sa.ColumnClause) and element.table is rows:
            return copy.c[element.name]
        return None

    return cast("sa.Select[Any]", replacement_traverse(asked, {}, other))
