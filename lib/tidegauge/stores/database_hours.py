"""Some hours of a database that one process opens at a time, in DuckDB's memory: each question is planned over few rows."""

from collections.abc import Sequence

import sqlalchemy as sa

from tidegauge.filters import Window
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.tables import TABLES
from tidegauge.stores.database import Database
from tidegauge.stores.days.answers import Read
from tidegauge.stores.duckdb.engine import refused
from tidegauge.stores.duckdb.hours import MEMORY, OF_SPANS, Hours, names_any
from tidegauge.stores.duckdb.nearby import Nearby


class DatabaseHours(Hours):
    """Hours of one state of a database. Questions about `wide` columns of spans are left to it: texts are most of the bytes."""

    def __init__(
        self, catalog: Catalog, wide: frozenset[str], read: Read, windows: Sequence[Window], *, calls: bool
    ) -> None:
        super().__init__(windows, calls=calls)
        self._catalog = catalog
        self._wide = wide
        self._ask = read

    def _place(self, told: str) -> str | None:
        return None if names_any(told, self._wide) else MEMORY

    def _make(self, schema: str, name: str) -> None:
        columns = self._catalog.columns[name]
        own = sa.table(name, *(sa.column(column, kind.sql) for column, kind in columns.items()))
        if name == "spans":
            kept = [one for one in own.c if one.name not in self._wide]
            query = sa.select(*kept).where(*self._within(own))
        elif name in OF_SPANS:
            spans = _spans()
            query = sa.select(own).where(
                own.c.span_id.in_(sa.select(spans.c.span_id).where(*self._within(spans)))
            )
        else:
            query = sa.select(own)
        arrived = self._ask(query)
        with self._connection.cursor() as cursor, refused():
            cursor.register("arrived", arrived.to_arrow())
            cursor.execute(f"CREATE TABLE {schema}.{name} AS SELECT * FROM arrived")  # noqa: S608  names of ours
            cursor.unregister("arrived")

    def _within(self, spans: sa.TableClause) -> list[sa.ColumnElement[bool]]:
        return [_in_any(spans, self.windows), *([spans.c.kind == "model"] if self.calls else [])]


def database_nearby(database: Database, catalog: Catalog, read: Read) -> Nearby:
    """Return the hours of one state of a database, none of which is read yet."""
    wide = database.wide("spans") & catalog.columns["spans"].keys()

    def rows(windows: Sequence[Window]) -> float:
        spans = _spans()
        counted = sa.select(sa.func.count().label("rows")).select_from(spans).where(_in_any(spans, windows))
        return int(read(counted)["rows"][0])

    def made(windows: Sequence[Window], calls: bool) -> DatabaseHours:
        return DatabaseHours(catalog, wide, read, windows, calls=calls)

    return Nearby(rows, made)


def _spans() -> sa.TableClause:
    kinds = TABLES["spans"].kinds
    return sa.table(
        "spans", *(sa.column(name, kinds[name].sql) for name in ("span_id", "kind", "start_time"))
    )


def _in_any(spans: sa.TableClause, windows: Sequence[Window]) -> sa.ColumnElement[bool]:
    start = spans.c.start_time
    return sa.or_(*(sa.and_(start >= one.start, start < one.end) for one in windows))
