"""Any database with the canonical tables that SQLAlchemy can reach."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from tidegauge.errors import StoreError
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.tables import TABLES, Kind
from tidegauge.stores._store import Store
from tidegauge.stores.inspection import completed, inspect_tables

_PACKAGES = {"psycopg": "'psycopg[binary]'", "psycopg2": "psycopg2-binary", "MySQLdb": "mysqlclient"}
"""Drivers whose package is called something else than their module."""


class SQLStore(Store):
    """A store behind a SQLAlchemy URL. The database must hold the table `spans`; the others may be missing."""

    def __init__(self, url: str) -> None:
        try:
            address = sa.make_url(url)
            self.url = address.render_as_string(hide_password=True)
            self._engine = sa.create_engine(address)
        except ModuleNotFoundError as error:
            package = _PACKAGES.get(error.name or "", error.name)
            raise StoreError(f"The store {self.url} needs a driver: pip install {package}") from error
        except NoSuchModuleError as error:
            raise StoreError(
                f"No database driver for “{address.drivername}” is installed. Install its SQLAlchemy dialect, or "
                "give a folder, a .duckdb file or another URL."
            ) from error
        # The text of the error, and the address in it, may hold a password: neither is repeated.
        except (ArgumentError, ValueError) as error:
            raise StoreError(
                "The store address is not a database URL. Write dialect://user:password@host:5432/database."
            ) from error

    @cached_property
    def _columns(self) -> dict[str, dict[str, Kind]]:
        try:
            inspector = sa.inspect(self._engine)
            there = set(inspector.get_table_names()) | set(inspector.get_view_names())
            columns = {
                name: {column["name"]: _kind(column["type"]) for column in inspector.get_columns(name)}
                for name in TABLES
                if name in there
            }
        except SQLAlchemyError as error:
            raise StoreError(f"The store {self.url} does not answer: {_first_line(error)}") from error
        if "spans" not in columns:
            raise StoreError(
                f"The store {self.url} has no table spans. There are: {', '.join(sorted(there)) or 'none'}."
            )
        return columns

    def catalog(self) -> Catalog:
        """Return what the database's tables hold."""
        return inspect_tables(self._columns, self.read)

    def read(self, query: sa.Select[Any]) -> pl.DataFrame:
        """Return the rows of `query`.

        Raises:
            StoreError: the database does not answer, or refuses the statement.
        """
        asked = completed(query, self._columns, self._engine.dialect.default_schema_name)
        try:
            with self._engine.connect() as connection:
                return _frame(query, connection.execute(asked).all())
        except SQLAlchemyError as error:
            raise StoreError(f"The store {self.url} could not answer: {_first_line(error)}") from error

    def version(self) -> str:
        """Return the number of spans and the newest: cheap enough to ask, and it moves with every import."""
        catalog = self.catalog()
        return f"{self.url}@{catalog.rows['spans']}@{catalog.newest}"


def _frame(query: sa.Select[Any], rows: Sequence[sa.Row[Any]]) -> pl.DataFrame:
    names = [column.name for column in query.selected_columns]
    frame = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
    # Without a single value nothing shows what a column holds; the statement knows.
    return frame.with_columns(
        pl.col(column.name).cast(_kind(column.type).polars)
        for column in query.selected_columns
        if frame.schema[column.name] == pl.Null
    )


def _kind(found: sa.types.TypeEngine[Any]) -> Kind:
    if isinstance(found, sa.Boolean):
        return Kind.BOOLEAN
    if isinstance(found, sa.Integer):
        return Kind.INTEGER
    # Two branches since SQLAlchemy 2.1: a Double is a Float, and no Numeric.
    if isinstance(found, sa.Numeric | sa.Float):
        return Kind.NUMBER
    return Kind.TIME if isinstance(found, sa.DateTime) else Kind.TEXT


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
