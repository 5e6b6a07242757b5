"""Writing into PostgreSQL: rows are staged on the server, and one transaction makes them visible."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from types import TracebackType
from typing import Self

import polars as pl

from tidegauge.errors import StoreError, unknown
from tidegauge.schema.tables import TABLES
from tidegauge.stores._writer import Writer
from tidegauge.stores.addresses import Address
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.postgresql.connections import place_of
from tidegauge.stores.postgresql.creation import told, writing
from tidegauge.stores.postgresql.merge import Merged, merge
from tidegauge.stores.postgresql.records import Records, StagedQuarantine
from tidegauge.stores.postgresql.setup import columns, set_up, widened
from tidegauge.stores.postgresql.staging import Staging, Way
from tidegauge.stores.postgresql.tidying import Tidying


class PostgreSQLWriter(Writer):
    """Writes into a PostgreSQL database while others read what was committed before.

    Rows wait in temporary tables of the connection. A killed process leaves the store as the last commit left it.
    """

    quarantine: StagedQuarantine

    def __init__(self, address: Address) -> None:
        """Name the database; nothing is touched before the context is entered."""
        self.address = address.shown
        self._place = place_of(address)
        self._held = ExitStack()

    def __enter__(self) -> Self:
        try:
            self._connection, self._cursor = self._held.enter_context(writing(self._place))
            with told(self._place):
                set_up(self._cursor, self.address)
                self._start()
                self._tidying = Tidying(self._connection, self._cursor)
        except BaseException:
            self._held.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._held:
            if kind is None:
                with told(self._place):
                    self._tidying.finish()

    @property
    def imports(self) -> tuple[ImportRecord, ...]:
        """What was committed before, oldest first."""
        with told(self._place):
            return self._records.imports()

    @property
    def marks(self) -> Mapping[str, int]:
        """How far copies of other stores have come, by name."""
        with told(self._place):
            return self._records.marks()

    def append(self, table: str, frame: pl.DataFrame) -> None:
        """Add rows to `table`. Columns beyond the canonical ones become attributes.

        A row whose key the day already holds is dropped and counted as a duplicate.
        """
        self._take(table, frame, Way.ADDED)

    def replace(self, table: str, frame: pl.DataFrame, gone: pl.DataFrame | None = None) -> None:
        """Add rows in place of those with the same key; take away the rows whose keys are in `gone`."""
        if gone is not None:
            self._take(table, gone, Way.GONE)
        self._take(table, frame, Way.PUT)

    def alias(self, names: Mapping[str, str]) -> None:
        """Remember the names {at the origin: canonical field} that columns were imported under."""
        self._records.aliases |= names

    def mark(self, name: str, place: int) -> None:
        """Remember with the next commit how far the copy called `name` has come."""
        self._records.moved[name] = place

    def commit(self, record: ImportRecord) -> ImportRecord:
        """Publish everything since the last commit; return `record` with the counts of what was kept and dropped."""
        with told(self._place):
            for staging in self._stagings.values():
                staging.flush(self._cursor)
                self._records.aliases |= staging.aliases
            self._connection.commit()
            widened(self._cursor, self.address, self._stagings)
            self._connection.commit()
            # From here to the end is the transaction that readers see all of, or nothing.
            counts = {name: self._merged(staging) for name, staging in self._stagings.items()}
            record = _counted(record, counts)
            self._records.publish(record, self.quarantine.rows)
            self._connection.commit()
            for name in {**record.rows, **record.replaced}:
                self._tidying.wrote(name, record.rows.get(name, 0) + record.replaced.get(name, 0))
            self._start()
        return record

    def _start(self) -> None:
        for staging in getattr(self, "_stagings", {}).values():
            staging.drop(self._cursor)
        present = columns(self._cursor)
        self._connection.commit()
        self._stagings = {name: Staging(table, present[name]) for name, table in TABLES.items()}
        self._records = Records(self._cursor)
        self.quarantine = StagedQuarantine(self._cursor)

    def _take(self, table: str, frame: pl.DataFrame, way: Way) -> None:
        if table not in TABLES:
            raise StoreError(unknown("table", table, TABLES))
        if frame.height:
            with told(self._place):
                self._stagings[table].take(frame, way, self._cursor)

    def _merged(self, staging: Staging) -> Merged:
        merged = (merge(self._cursor, staging.table, one, staging.present) for one in staging.staged)
        return sum(merged, Merged(unchanged=staging.repeated))


def _counted(record: ImportRecord, counts: Mapping[str, Merged]) -> ImportRecord:
    def by_table(name: str) -> dict[str, int]:
        return {table: getattr(merged, name) for table, merged in counts.items() if getattr(merged, name)}

    rows = by_table("new")
    return replace(
        record,
        kept=sum(rows.values()),
        duplicates=sum(merged.unchanged for merged in counts.values()),
        rows=rows,
        replaced=by_table("replaced"),
        removed=by_table("removed"),
    )
