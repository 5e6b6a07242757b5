"""The database itself: its pages, its references, and the tables that the code knows."""

from collections.abc import Iterator

import sqlalchemy as sa

from tidegauge.workbench.checks._check import Check
from tidegauge.workbench.migrations import known, revision_of
from tidegauge.workbench.tables import METADATA


def _find(connection: sa.Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        for (sentence,) in connection.exec_driver_sql("PRAGMA integrity_check"):
            if sentence != "ok":
                yield f"SQLite says: {sentence}."
    found = revision_of(connection)
    if found != known()[-1]:
        yield f"The tables have revision {found or 'none'}; {known()[-1]} is the newest: tidegauge workbench migrate"
    inspector = sa.inspect(connection)
    there = set(inspector.get_table_names())
    for name, table in METADATA.tables.items():
        columns = {column["name"] for column in inspector.get_columns(name)} if name in there else set()
        if lacking := [column.name for column in table.columns if column.name not in columns]:
            yield f"Table “{name}” lacks {', '.join(lacking)}."


CHECK = Check("The file is whole, with every table", _find)
