"""The workbench of the demo: whether the demo alone has written into it, so that it may be filled, or filled anew."""

from datetime import datetime

import sqlalchemy as sa

from tidegauge.workbench.audit import list_actions, record
from tidegauge.workbench.tables import ACTIONS, METADATA

BY = "demo"
"""Who signs what the demo puts into its workbench itself."""
FILLED = "fill demo"
_SERVER = "app"


def fill_of(engine: sa.Engine) -> str | None:
    """Return as which import the demo's own labels stand in its store.

    None where the demo has put nothing in, or where anybody has worked in the workbench since.
    """
    actions = [one for one in list_actions(engine) if one.by != _SERVER]
    last = actions[-1] if actions else None
    if last is None or (last.by, last.action) != (BY, FILLED) or last.said.get("rows") != _rows(engine):
        return None
    return str(last.said["import"])


def mark_filled(engine: sa.Engine, imported: str, at: datetime) -> None:
    """Record that a workbench holds what the demo put into it and nothing else."""
    said = {"import": imported, "rows": _rows(engine)}
    record(engine, BY, FILLED, said=said, at=at)


def is_empty(engine: sa.Engine) -> bool:
    """Whether nobody has put anything into a workbench."""
    return not _rows(engine)


def emptied(engine: sa.Engine) -> None:
    """Take out again what the demo put in. Nobody else's rows are there: `fill_of` said so."""
    with engine.begin() as connection:
        for table in reversed(METADATA.sorted_tables):
            connection.execute(sa.delete(table))


def _rows(engine: sa.Engine) -> dict[str, int]:
    """Return {table: its rows} of the tables that have any, the audit trail aside."""
    found: dict[str, int] = {}
    with engine.connect() as connection:
        for table in METADATA.sorted_tables:
            if table is not ACTIONS:
                n = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                found |= {table.name: int(n)} if n else {}
    return found
