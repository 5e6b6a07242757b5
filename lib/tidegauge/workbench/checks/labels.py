"""Labels: one a person and item, and withdrawn only by who gave it."""

from collections.abc import Iterator

import sqlalchemy as sa

from tidegauge.workbench.checks._check import Check
from tidegauge.workbench.labels import LABEL, standing
from tidegauge.workbench.tables import LABELS

_ROW = LABELS.c


def _find(connection: sa.Connection) -> Iterator[str]:
    own = (_ROW.batch, _ROW.place, _ROW.reviewer)
    twice = sa.select(*own).where(_ROW.action == LABEL, standing()).group_by(*own).having(sa.func.count() > 1)
    for batch, place, reviewer in connection.execute(twice.order_by(*own)):
        yield f"{reviewer} labelled item {place} of batch {batch} twice."
    other = LABELS.alias("other")
    same = sa.and_(*(_ROW[name] == other.c[name] for name in ("batch", "place", "reviewer")))
    foreign = sa.select(_ROW.id, other.c.id).join(other, _ROW.withdraws == other.c.id).where(sa.not_(same))
    for undo, undone in connection.execute(foreign):
        yield f"Row {undo} of the labels withdraws row {undone}, which is somebody else's or another item's."


CHECK = Check("Nobody labelled an item twice, nobody withdrew another one's label", _find)
