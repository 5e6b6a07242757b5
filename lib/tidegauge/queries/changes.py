"""What was changed, and when: the recorded change events of a window."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import Window
from tidegauge.queries.relation import table
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.tables import CHANGES

LIMIT = 200
"""More marks than this say nothing on a chart; the newest are kept."""

RECORDED = tuple(CHANGES.kinds)
"""The columns of a change event, in the order of its fields."""


@dataclass(frozen=True)
class ChangeEvent:
    """What was changed, and when (UTC); `scope` is whom it touches, as filters: `geo = BR and device = ios`."""

    at: datetime
    kind: str
    component: str | None = None
    from_version: str | None = None
    to_version: str | None = None
    scope: str | None = None
    note: str | None = None

    @property
    def id(self) -> str:
        """A short name: the same for the same change, whoever records it.

        >>> ChangeEvent(datetime(2026, 11, 17, 14, 12), "prompt", "order_status", "v6", "v7").id
        '06d1038b'
        """
        key = "\x1f".join(str(getattr(self, name) or "") for name in CHANGES.key)
        return hashlib.sha256(key.encode()).hexdigest()[:8]


def changes_in(catalog: Catalog, window: Window) -> sa.Select[Any]:
    """Return the changes of a window, newest first: at, kind, component, from_version, to_version, scope, note."""
    changes = table(catalog, "changes")
    return (
        sa.select(*changes.c)
        .where(changes.c.at >= window.start, changes.c.at < window.end)
        .order_by(changes.c.at.desc())
        .limit(LIMIT)
    )
