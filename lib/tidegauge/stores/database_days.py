"""What was counted of the days of a database that one process opens at a time: kept beside the copies of other stores."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.schema.catalog import Catalog
from tidegauge.schema.tables import Kind
from tidegauge.stores.database import Database
from tidegauge.stores.database_hours import database_nearby
from tidegauge.stores.days.answers import MADE_BY, DayAnswers, Read, digest
from tidegauge.stores.days.kept import WINDOW, KeptFrames
from tidegauge.stores.days.marks import DayMarks
from tidegauge.stores.days.pieces import Piece

LARGE = 500_000
"""Spans from which on what was counted of days is kept."""


@dataclass(frozen=True)
class WholeMark(DayMarks):
    """One mark for all days: it changes with any row, as a database does not tell of which day that is."""

    mark: str
    columns: Mapping[str, Mapping[str, Kind]]

    def of(self, tables: frozenset[str], part: Piece) -> str | None:  # noqa: ARG002  the same for all
        """Return a name of the mark."""
        return self.of_all(tables)

    def of_all(self, tables: frozenset[str]) -> str | None:  # noqa: ARG002  the same for all
        """Return a name of the mark."""
        return digest(self.mark) if self.mark else None

    def layout(self, tables: frozenset[str]) -> str:
        """Return the columns of the tables with their kinds."""
        return str([(name, sorted(self.columns[name].items())) for name in sorted(tables)])


class Inspection:
    """What is asked of a database to see what it holds: of a large one the answers are kept until any row changes."""

    def __init__(self, database: Database, mark: str, read: Read) -> None:
        folder = database.beside() if mark else None
        self._kept = KeptFrames(folder) if folder else None
        self._database = database
        self._mark = digest(mark)
        self._read = read
        self._found: dict[str, pl.DataFrame] = {}

    def read(self, query: sa.Select[Any]) -> pl.DataFrame:
        """Return the rows of a query.

        Raises:
            StoreError: as the database.
        """
        if self._kept is None:
            return self._read(query)
        named = digest(MADE_BY, self._database.told(query))
        known = self._kept.get(named, WINDOW, self._mark)
        if known is not None:
            return known
        self._found[named] = self._read(query)
        return self._found[named]

    def keep(self, catalog: Catalog) -> None:
        """Keep what was asked, where the store turned out to be large."""
        if self._kept is not None and catalog.rows["spans"] >= LARGE:
            for named, frame in self._found.items():
                self._kept.put(named, WINDOW, self._mark, frame)


def database_days(database: Database, catalog: Catalog, mark: str, read: Read) -> DayAnswers | None:
    """Return what keeps the days of our own tables in a database; None where that does not pay.

    One that others write to at any moment would have all of its days counted and kept anew with every row.
    """
    folder = database.beside()
    if folder is None or catalog.rows["spans"] < LARGE:
        return None
    near = database_nearby(database, catalog, read).read
    return DayAnswers(KeptFrames(folder), WholeMark(mark, catalog.columns), read, database.told, near)
