"""The revisions of the workbench's tables: which there are, and which one a database has. Alembic is not needed here."""

import pkgutil
from importlib import import_module

import sqlalchemy as sa

from tidegauge.errors import StoreError

VERSION_TABLE = "tidegauge_version"
"""Not Alembic's usual name: MLflow and Phoenix may keep theirs in the same PostgreSQL database."""
VERSIONS = f"{__name__}.versions"


def known() -> tuple[str, ...]:
    """Return the revisions that there are, oldest first. A file's name begins with its revision: r0002_people.py.

    >>> known()[0]
    '0001'
    """
    files = (info.name for info in pkgutil.iter_modules(import_module(VERSIONS).__path__))
    return tuple(sorted(name[1:].partition("_")[0] for name in files))


def revision_of(connection: sa.Connection) -> str | None:
    """Return the revision of a database's tables, None where none is recorded."""
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    version = sa.table(VERSION_TABLE, sa.column("version_num", sa.Text))
    return connection.execute(sa.select(version.c.version_num)).scalar()


def is_current(connection: sa.Connection) -> bool:
    """Return whether nothing is to be done.

    Raises:
        StoreError: a newer Tidegauge has changed the tables.
    """
    found, ours = revision_of(connection), known()
    if found is not None and found not in ours:
        raise StoreError(
            f"The workbench has revision “{found}”; this Tidegauge knows {ours[0]} to {ours[-1]}. A newer one has "
            "changed it. Update this one: pip install --upgrade tidegauge, or name another workbench: --workbench URL"
        )
    return found == ours[-1]
