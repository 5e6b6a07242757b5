"""Rows that refer to rows: none to one that is not there."""

from collections.abc import Iterator

import sqlalchemy as sa

from tidegauge.workbench.checks._check import Check
from tidegauge.workbench.tables import METADATA


def _find(connection: sa.Connection) -> Iterator[str]:
    for table in METADATA.sorted_tables:
        for key in sorted(table.foreign_key_constraints, key=lambda one: list(one.column_keys)):
            if count := connection.execute(_lost(table, key)).scalar():
                yield (
                    f"{count:,} rows of “{table.name}” name a {' and '.join(key.column_keys)} that "
                    f"“{key.referred_table.name}” does not have."
                )


def _lost(table: sa.Table, key: sa.ForeignKeyConstraint) -> sa.Select[int]:
    other = key.referred_table.alias("other")
    pairs = [(table.c[part.parent.name], other.c[part.column.name]) for part in key.elements]
    there = sa.exists().where(*(mine == its for mine, its in pairs))
    told = (mine.is_not(None) for mine, _ in pairs)
    return sa.select(sa.func.count()).select_from(table).where(sa.not_(there), *told)


CHECK = Check("Every label has its item, every item its batch", _find)
