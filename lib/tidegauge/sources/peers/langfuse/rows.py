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


def newest(probe: Probe, name: str, key: str) -> sa.Select[Any]:
    """Return the newest version of every row, deleted ones among them. `key` names a row in its project.

    Most rows have one version: they are read as they lie, so that conditions on their time are met before anything
    else is read. Only the others are put in order.
    """
    single, several = (every_version(probe, name).subquery(part) for part in ("single", "several"))
    again = _written_again(probe, name, key)
    last = sa.select(*several.c).where(_hash(several, key).in_(again)).order_by(several.c.event_ts.desc())
    latest = once(last, "project_id", key).subquery("latest")
    alone = sa.select(*single.c).where(_hash(single, key).not_in(again))
    rows = sa.union_all(alone, sa.select(*latest.c)).subquery("newest")
    return sa.select(*rows.c)


def _written_again(probe: Probe, name: str, key: str) -> sa.Select[Any]:
    """Return the hashes of rows with several versions. Two rows of one hash would be put in order as well."""
    rows = every_version(probe, name).subquery("versions")
    hashed = _hash(rows, key)
    return sa.select(hashed).group_by(hashed).having(sa.func.count() > 1)


def _hash(rows: sa.FromClause, key: str) -> SQL:
    found: SQL = sa.func.cityHash64(rows.c.project_id, rows.c[key], type_=sa.BigInteger())
    return found


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
