"""Rows of Langfuse's tables in their newest version, of one project or of all.

The engine of these tables keeps a row in several versions until it merges them, and for ever where a row has moved to
another day or type: the version that counts is the one with the latest `event_ts`.
"""

from typing import Any

import sqlalchemy as sa

from tidegauge.sources.peer import Probe
from tidegauge.sources.peers._clickhouse_rows import once

SQL = sa.ColumnElement[Any]
INTERNAL = "langfuse-"
"""How the environments begin in which Langfuse runs judges and experiments of its own."""
HOUR = 3_600_000_000
"""Microseconds that a row may be written late."""


def every_version(probe: Probe, name: str) -> sa.Select[Any]:
    """Return the rows of a table as they lie, of the project that the address names, if it does."""
    table = sa.table(name, *map(sa.column, probe.tables[name]), schema=probe.schema)
    query = sa.select(*table.c)
    project = probe.options.get("project")
    return query.where(table.c.project_id == project) if project else query


def newest(probe: Probe, name: str, key: str, time: str) -> sa.Select[Any]:
    """Return the newest version of every row, deleted ones among them. `key` names a row in its project.

    Conditions on `time` are met before anything else is read, so that a page about a week reads a week.
    """
    versions = every_version(probe, name).subquery("versions")
    row = versions.c.project_id, versions.c[key]
    last = sa.select(*row, sa.func.max(versions.c.event_ts)).group_by(*row)
    rows = every_version(probe, name).subquery("rows_of_it")
    found = sa.tuple_(rows.c.project_id, rows.c[key], rows.c.event_ts).in_(last)
    return once(sa.select(*rows.c).where(found), "project_id", key, time)


def count(rows: sa.FromClause, *where: SQL) -> sa.Select[Any]:
    """Return the number of rows that meet conditions."""
    return sa.select(sa.func.count().label("rows")).select_from(rows).where(*where)


def stale(probe: Probe, name: str, key: str) -> sa.Select[Any]:
    """Return the number of rows that have a newer version."""
    versions = every_version(probe, name).subquery("versions")
    row = versions.c.project_id, versions.c[key]
    apart = sa.select(*row).group_by(*row).subquery("apart")
    kept = sa.select(sa.func.count()).select_from(apart).scalar_subquery()
    return sa.select((sa.func.count() - kept).label("rows")).select_from(versions)


def internal(environment: SQL) -> SQL:
    """Return whether Langfuse itself made the row."""
    found: SQL = sa.func.startsWith(environment, INTERNAL, type_=sa.Boolean())
    return found
