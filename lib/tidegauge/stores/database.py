"""A database behind a URL, opened for reading only: what it holds, and frames for Selects."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl
import sqlalchemy as sa

from tidegauge.schema.tables import Kind

Columns: TypeAlias = Mapping[str, str]
"""{column: its type as the database writes it, in small letters}."""


class Database(ABC):
    """One database. Nothing is connected before the first question; a connection that was lost is made anew.

    `address` is the URL without its password; `product` the name that people know; `dialect` SQLAlchemy's name;
    `schema` what qualifies the database's own tables. `reads_rows` says that whole rows lie together: what is grouped
    several times is quicker copied once.
    """

    address: str
    product: str
    dialect: str
    schema: str
    reads_rows: bool = False

    @abstractmethod
    def tables(self) -> Mapping[str, Columns]:
        """Return every table and view of `schema`.

        Raises:
            StoreError: the database does not answer, or refuses the user.
        """

    @abstractmethod
    def kind(self, written: str) -> Kind:
        """Return what a column of this type holds."""

    @abstractmethod
    def mark(self) -> str:
        """Return a text that changes whenever any row may have changed. Asked every few seconds: it must be cheap.

        Raises:
            StoreError: the database does not answer.
        """

    @abstractmethod
    def read(self, query: sa.Select[Any]) -> pl.DataFrame:
        """Return the rows of `query`: integers as Int64, numbers as Float64, times as UTC without a zone, in microseconds.

        Raises:
            StoreError: the database does not answer, takes too long, or refuses the statement.
        """

    def days(self) -> pl.DataFrame | None:
        """Return the days of our own tables: `name` of the table, `day`, `rows`, and `stamp`, a number that is another
        one whenever any row of that day may have changed. None where that is not recorded, or not for this user.

        Raises:
            StoreError: the database does not answer.
        """
        return None

    def beside(self) -> Path | None:
        """Return the folder in which what was counted of its days may be kept; None where others write at any moment."""
        return None

    def wide(self, table: str) -> frozenset[str]:  # noqa: ARG002  for those whose days are kept
        """Return the columns of a table whose values take many bytes, such as texts.

        Raises:
            StoreError: the database does not answer.
        """
        return frozenset()

    def told(self, query: sa.Select[Any]) -> str:
        """Return a text that tells `query` from every other, values included: the key of its copy."""
        compiled = query.compile()
        return f"{compiled} {compiled.params}"

    def batches(self, query: sa.Select[Any], rows: int) -> Iterator[pl.DataFrame]:  # noqa: ARG002  for those that stream
        """Yield the rows of `query` in frames of about `rows`, at least one; at once where the driver cannot stream.

        Raises:
            StoreError: as `read`.
        """
        yield self.read(query)
