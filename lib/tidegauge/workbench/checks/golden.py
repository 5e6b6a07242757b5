"""Golden sets: every frozen version still holds what was frozen."""

from collections.abc import Iterator

import sqlalchemy as sa

from tidegauge.workbench.checks._check import Check
from tidegauge.workbench.golden_item import content_hash, text_hash
from tidegauge.workbench.tables import GOLDEN_ITEMS, GOLDEN_SETS


def _find(connection: sa.Connection) -> Iterator[str]:
    for one in connection.execute(sa.select(GOLDEN_SETS).order_by(GOLDEN_SETS.c.id)).all():
        title = f"Golden set {one.name}@{one.version}"
        held = sa.select(GOLDEN_ITEMS.c.place, GOLDEN_ITEMS.c.hash, GOLDEN_ITEMS.c.item)
        rows = connection.execute(held.where(GOLDEN_ITEMS.c.golden_set == one.id)).all()
        hashes = [text_hash(row.item) for row in rows]
        for row, found in zip(rows, hashes, strict=True):
            if row.hash != found:
                yield f"{title}: item {row.place} was changed after it was frozen."
        if content_hash(hashes) != one.hash:
            yield f"{title} is not what was frozen (SHA-256 {one.hash[:12]}…): items were changed, added or deleted."


CHECK = Check("Golden sets hold what was frozen", _find)
