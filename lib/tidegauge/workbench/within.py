"""Read or write within a transaction that is open already, or with an engine in one of its own."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import sqlalchemy as sa

Opened = sa.Engine | sa.Connection


def rows_within(
    of: Opened, query: sa.Select[Any], values: Mapping[str, object] | None = None
) -> list[sa.Row[Any]]:
    """Return the rows of a query; `values` are those of its bound parameters."""
    with of.connect() if isinstance(of, sa.Engine) else nullcontext(of) as connection:
        return list(connection.execute(query, dict(values or {})))


def writing_within(to: Opened) -> AbstractContextManager[sa.Connection]:
    """Return a connection to write with. What an engine opened is committed at the end of the block."""
    return to.begin() if isinstance(to, sa.Engine) else nullcontext(to)
