"""Any database with the canonical tables that SQLAlchemy can reach."""

from functools import cached_property
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

from tidegauge.errors import StoreError
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.tables import TABLES, Kind
from tidegauge.stores._store import Store
from tidegauge.stores.inspection import inspect_tables


class SQLStore(Store):
    """A store behind a SQLAlchemy URL. The database must hold the table `spans`; the others may be missing."""

    def __init__(self, url: str) -> None:
        try:
            self.url = sa.make_url(url).render_as_string(hide_password=True)
            self._engine = sa.create_engine(url)
        except (NoSuchModuleError, ModuleNotFoundError, sa.exc.ArgumentError) as error:
            raise StoreError(
                f"The store address cannot be used: {error}. Give a folder, a .duckdb file or a URL."
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
        try:
            with self._engine.connect() as connection:
                result = connection.execute(query)
                return pl.DataFrame(
                    result.all(), schema=list(result.keys()), orient="row", infer_schema_length=None
                )
        except SQLAlchemyError as error:
            raise StoreError(f"The store {self.url} could not answer: {_first_line(error)}") from error

    def version(self) -> str:
        """Return the number of spans and the newest: cheap enough to ask, and it moves with every import."""
        catalog = self.catalog()
        return f"{self.url}@{catalog.rows['spans']}@{catalog.newest}"


def _kind(found: sa.types.TypeEngine[Any]) -> Kind:
    if isinstance(found, sa.Boolean):
        return Kind.BOOLEAN
    if isinstance(found, sa.Integer):
        return Kind.INTEGER
    if isinstance(found, sa.Numeric):
        return Kind.NUMBER
    return Kind.TIME if isinstance(found, sa.DateTime) else Kind.TEXT


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
