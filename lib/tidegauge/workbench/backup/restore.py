"""Restore a backup: in one transaction, and never over labels that it does not have unless told so."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

import sqlalchemy as sa

from tidegauge.workbench.audit import record
from tidegauge.workbench.backup.archive import BackupError, Manifest, lines_in, opened
from tidegauge.workbench.backup.rows import lines_of, row_of, tables_of
from tidegauge.workbench.backup.write import back_up
from tidegauge.workbench.migrations import VERSION_TABLE, known
from tidegauge.workbench.migrations.upgrade import alone, check_references, run_to
from tidegauge.workbench.tables import ACTIONS, LABELS, METADATA

SAID = ("labels", "review_batches", "rubrics", "golden_sets", "golden_candidates", "baselines")
"""What people said and decided: rows of these are not replaced by fewer without being told."""
_MANY = 1_000


@dataclass(frozen=True)
class Restored:
    """What a backup held, and where the rows that it replaced are kept; None when there were none to keep."""

    manifest: Manifest
    kept: Path | None


def restore(engine: sa.Engine, path: Path, *, by: str, at: datetime, replace: bool = False) -> Restored:
    """Make a workbench what a backup says, on SQLite or PostgreSQL, whichever wrote it.

    The audit trail goes on: actions that the backup does not have stay. Everybody is signed out. With `replace`, what
    the backup does not have is written into a backup of its own beside `path` first.

    Raises:
        BackupError: the file is damaged or of a newer Tidegauge, or the workbench holds what the backup does not.
    """
    with opened(path) as (manifest, file):
        _check_known(path, manifest)
        with alone(engine) as connection:
            _hold(connection)
            lost = _not_in(connection, file, manifest)
            if lost and not replace:
                raise BackupError(_refusal(connection, path, manifest, lost))
            kept = path.with_name(f"{path.stem}.replaced-{at:%Y%m%d-%H%M%S}.zip") if lost else None
            if kept is not None:
                back_up(engine, kept, at)
            _fill(connection, file, manifest)
            record(
                connection,
                by,
                "workbench restore",
                said={"file": path.name, "made_at": manifest.made_at},
                at=at,
            )
            check_references(connection)
    return Restored(manifest, kept)


def _check_known(path: Path, manifest: Manifest) -> None:
    if manifest.revision not in known():
        raise BackupError(
            f"{path} has revision “{manifest.revision}” of the tables; this Tidegauge knows {known()[0]} to "
            f"{known()[-1]}. Update it: pip install --upgrade tidegauge"
        )


def _hold(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Who labels waits; who reads does not.
        names = ", ".join(table.name for table in METADATA.sorted_tables)
        connection.execute(sa.text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))


def _not_in(connection: sa.Connection, file: zipfile.ZipFile, manifest: Manifest) -> Mapping[str, int]:
    return {name: count for name in SAID if (count := _missing(connection, file, manifest, name))}


def _missing(connection: sa.Connection, file: zipfile.ZipFile, manifest: Manifest, name: str) -> int:
    held = [json.loads(line) for line in lines_in(file, name)] if name in manifest.tables else []
    # A backup of older tables does not know their newer columns.
    columns = set(held[0]) if held else {"id"}
    saved = {_only(row, columns) for row in held}
    here = (_only(json.loads(line), columns) for line in lines_of(connection, METADATA.tables[name]))
    return sum(row not in saved for row in here)


def _only(row: Mapping[str, object], columns: set[str]) -> str:
    return json.dumps({name: value for name, value in row.items() if name in columns}, sort_keys=True)


def _refusal(connection: sa.Connection, path: Path, manifest: Manifest, lost: Mapping[str, int]) -> str:
    listed = ", ".join(f"{count:,} of {name}" for name, count in lost.items())
    newest = connection.execute(sa.select(sa.func.max(LABELS.c.at))).scalar()
    said = f"; its newest label is of {newest:%Y-%m-%d %H:%M:%S} UTC" if newest else ""
    return (
        f"The workbench holds rows that {path.name} of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC does not: "
        f"{listed}{said}. Nothing was changed. To replace them, after they were written beside the backup: --replace"
    )


def _fill(connection: sa.Connection, file: zipfile.ZipFile, manifest: Manifest) -> None:
    later = _later_actions(connection, file, manifest)
    tables = {table.name: table for table in _emptied(connection, manifest.revision)}
    for name, table in tables.items():
        if name in manifest.tables:
            _insert(connection, table, (row_of(line, table) for line in lines_in(file, name)))
    run_to(connection, known()[-1])
    _count_on(connection)
    for action in later:
        connection.execute(sa.insert(ACTIONS).values(action))


def _later_actions(
    connection: sa.Connection, file: zipfile.ZipFile, manifest: Manifest
) -> list[dict[str, object]]:
    saved = set(lines_in(file, ACTIONS.name)) if ACTIONS.name in manifest.tables else set()
    later = [row_of(line, ACTIONS) for line in lines_of(connection, ACTIONS) if line not in saved]
    return [{name: value for name, value in row.items() if name != "id"} for row in later]


def _emptied(connection: sa.Connection, revision: str) -> list[sa.Table]:
    if revision == known()[-1]:
        for table in reversed(METADATA.sorted_tables):
            connection.execute(sa.delete(table))
        return tables_of(METADATA)
    METADATA.drop_all(connection)
    connection.execute(sa.text(f"DROP TABLE {VERSION_TABLE}"))
    run_to(connection, revision)
    there = sa.MetaData()
    there.reflect(connection)
    return tables_of(there)


def _insert(connection: sa.Connection, table: sa.Table, rows: Iterator[Mapping[str, object]]) -> None:
    while many := list(islice(rows, _MANY)):
        connection.execute(sa.insert(table), many)


def _count_on(connection: sa.Connection) -> None:
    # PostgreSQL counts apart from its rows, which came with their numbers.
    if connection.dialect.name != "postgresql":
        return
    for table in METADATA.sorted_tables:
        if "id" in table.c and isinstance(table.c.id.type, sa.Integer):
            newest = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0) + 1).scalar_subquery()
            sequence = sa.func.pg_get_serial_sequence(table.name, "id")
            connection.execute(sa.select(sa.func.setval(sequence, newest, sa.false())))
