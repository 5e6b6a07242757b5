"""The rows at the source against the rows in the copy, with the reasons of every difference that has one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tidegauge.schema.tables import TABLES, Kind
from tidegauge.stores import Store, Writer
from tidegauge.stores.copying import Names
from tidegauge.stores.lake.manifest import SINCE, ImportRecord
from tidegauge.stores.origin import Origin


@dataclass(frozen=True)
class TableCheck:
    """One table. `left` are (reason, rows) that pages do not show, `copy` the rows that were copied from this source."""

    table: str
    source: int
    left: tuple[tuple[str, int], ...]
    quarantined: int
    copy: int

    @property
    def left_out(self) -> int:
        """The rows that pages do not show, for a reason that is known."""
        return sum(rows for _, rows in self.left)

    @property
    def unexplained(self) -> int:
        """The rows that should be in the copy and are not; below 0, the rows that are in it and not at the source.

        >>> TableCheck("spans", 10, (("They are notes.", 2),), 1, 7).unexplained
        0
        """
        return self.source - self.left_out - self.quarantined - self.copy


def checked(
    origin: Origin, names: Names, writer: Writer, target: Store, since: datetime | None
) -> tuple[TableCheck, ...]:
    """Return the count check of every table of `origin`; `writer` is the target's, entered.

    Raises:
        StoreError: one of the stores does not answer.
    """
    records = writer.imports
    own = [record for record in records if names.is_of(record)]
    if len(own) == len(records):
        copies = {table: _counted(target, table, since) for table in origin.tables}
    else:
        # Which row came from where is not recorded: what was brought in from this source, in all of its copies.
        since = _widest(own)
        copies = {table: sum(_kept(record, table) for record in own) for table in origin.tables}
    return tuple(
        TableCheck(
            table,
            origin.number(table, since),
            tuple(_left(origin, table)) if since is None else (),
            writer.marks.get(names.bad(table), 0),
            copies[table],
        )
        for table in origin.tables
    )


def _left(origin: Origin, table: str) -> Iterator[tuple[str, int]]:
    for left in origin.left.get(table, ()):
        if rows := int(origin.read(left.rows)["rows"][0]):
            yield left.reason, rows


def _counted(target: Store, table: str, since: datetime | None) -> int:
    time = sa.column(TABLES[table].time, Kind.TIME.sql)
    rows: sa.Select[Any] = sa.select(sa.func.count().label("rows")).select_from(sa.table(table, time))
    return int(target.read(rows if since is None else rows.where(time >= since))["rows"][0])


def _kept(record: ImportRecord, table: str) -> int:
    return record.rows.get(table, 0) - record.removed.get(table, 0)


def _widest(records: Sequence[ImportRecord]) -> datetime | None:
    """Return from when on a source was copied, None for all of it: by whichever run reached back farthest."""
    days = [record.file.removeprefix(f"{record.origin}{SINCE}") for record in records]
    if any(day == record.origin for day, record in zip(days, records, strict=True)):
        return None
    return min(map(datetime.fromisoformat, days))
