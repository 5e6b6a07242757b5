"""What was counted of the days of a database that one process opens at a time: kept beside the copies of other stores."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.schema.catalog import Catalog
from tidegauge.schema.tables import Kind
from tidegauge.stores.database import Database
from tidegauge.stores.days.answers import DayAnswers, DayMarks, digest
from tidegauge.stores.days.kept import KeptFrames

LARGE = 500_000
"""Spans from which on what was counted of days is kept."""


@dataclass(frozen=True)
class WholeMark(DayMarks):
    """One mark for all days: it changes with any row, as a database does not tell of which day that is."""

    mark: str
    columns: Mapping[str, Mapping[str, Kind]]

    def of(self, tables: frozenset[str], day: date) -> str | None:  # noqa: ARG002  the same for all
        """Return a name of the mark."""
        return digest(self.mark) if self.mark else None

    def extent(self, day: date) -> tuple[datetime, datetime] | None:  # noqa: ARG002  not known
        """Nothing is known of single days."""
        return None

    def layout(self, tables: frozenset[str]) -> str:
        """Return the columns of the tables with their kinds."""
        return str([(name, sorted(self.columns[name].items())) for name in sorted(tables)])


def database_days(
    database: Database, catalog: Catalog, mark: str, read: Callable[[sa.Select[Any]], pl.DataFrame]
) -> DayAnswers | None:
    """Return what keeps the days of our own tables in a database; None where that does not pay.

    One that others write to at any moment would have all of its days counted and kept anew with every row.
    """
    folder = database.beside()
    if folder is None or catalog.rows["spans"] < LARGE:
        return None
    return DayAnswers(KeptFrames(folder), WholeMark(mark, catalog.columns), read, database.told)
