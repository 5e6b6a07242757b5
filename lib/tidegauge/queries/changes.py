"""What was changed, and when: the recorded change events of a window."""

from typing import Any

import sqlalchemy as sa

from tidegauge.filters import Window
from tidegauge.queries.relation import table
from tidegauge.schema.catalog import Catalog

LIMIT = 200
"""More marks than this say nothing on a chart; the newest are kept."""


def changes_in(catalog: Catalog, window: Window) -> sa.Select[Any]:
    """Return the changes of a window, newest first: at, kind, component, from_version, to_version, scope, note."""
    changes = table(catalog, "changes")
    return (
        sa.select(*changes.c)
        .where(changes.c.at >= window.start, changes.c.at < window.end)
        .order_by(changes.c.at.desc())
        .limit(LIMIT)
    )
